"""Names that invented people bear: as they are met at a counter between Geneva and Annecy, commonest first.

Written from what is commonly known, not counted: the order gives the frequencies their shape (a name is met
about half as often as one that stands twice as high), not their figures. Names put together from a beginning
and an end make the long tail that every directory has.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family comes from: how common it is in a hundred, its language, its names."""

    share: int
    language: str
    families: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    # Beginnings and ends of rarer family names; none where a child is named after the father.
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    # How many family names one person bears.
    borne: int = 1


def _of(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())


_FRENCH_WOMEN = _of(
    "Marie Anne Catherine Sophie Nathalie Isabelle Julie Camille Sandrine Céline Valérie Christine Léa "
    "Emma Chloé Sylvie Nicole Françoise Monique Martine Laurence Stéphanie Aurélie Manon Élodie Émilie "
    "Pauline Lucie Jeanne Marie-Noëlle Anne-Marie Marie-Claude Hélène Florence Corinne Patricia Véronique "
    "Delphine Mélanie Charlotte Claire Inès Louise Alice Juliette Margaux Marion Mathilde Océane Anaïs "
    "Noémie Agnès Brigitte Jacqueline Simone Thérèse Odile Gisèle Denise Yvette Arlette Colette Geneviève "
    "Micheline Ginette Josiane Danielle Chantal"
)
_FRENCH_MEN = _of(
    "Jean Pierre Michel Philippe Nicolas Christophe Laurent Thomas Julien David Alain Bernard Patrick "
    "Daniel Éric Olivier Sébastien Stéphane Pascal Marc Luc Lucas Hugo Louis Arthur Gabriel Raphaël Léo "
    "Jules Adam Nathan Jean-Pierre Jean-Luc Jean-Marc Jean-Claude Pierre-Alain François Frédéric Jacques "
    "André René Claude Gérard Guy Roger Robert Marcel Henri Georges Maurice Raymond Antoine Alexandre "
    "Maxime Mathieu Vincent Guillaume Cédric Fabrice Didier Thierry Bruno Denis Gilles Yves Yann Loïc "
    "Kévin Quentin Romain Benoît Simon Théo Enzo Mathis"
)

ORIGINS = (
    Origin(
        24,
        "français",
        _of(
            "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre "
            "Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont "
            "Dupond Lambert Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller "
            "Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier "
            "Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy "
            "Noël Meyer Lucas Meunier Jean Perez Marchand Dufour Blanchard Marie Barbier Brun Dumas "
            "Brunet Schmitt Leroux Colas Renaud Renault Arnaud Thibault Rolland Caron Aubert Giraud "
            "Leclerc Vidal Bourgeois Benoît Picard Charpentier Lacroix"
        ),
        _FRENCH_WOMEN,
        _FRENCH_MEN,
        _of(
            "Beau Mont Bel Cham Char Cour Des Du Font Gran Gri Lam Lan Mar Mer Mon Pas Per Pou Ran Rou "
            "Sau Tho Val Ver Vil Bar Bou Bri Cas Col Cro Del For Gau Gir Jac Jou Le Mal Mou Pel Pi Ra Re "
            "Ri Sa Ta Tru Vau Vi"
        ),
        _of(
            "ard ier eau in on et ot aud ault elle ette ville mont champ fort chet din don gnon lard lier "
            "lin lon mand met mier nard net nier quet rand rel ret rier rin rol sard seau sier son tard "
            "tel tin ton vel vier vin zet bert blanc court dier dois fard gard gey lac las let lot mas "
            "mel nat nel not pin pont ras rat"
        ),
    ),
    Origin(
        20,
        "français",
        _of(
            "Favre Rochat Müller Meier Schmid Rey Dupertuis Jaquet Blanc Chappuis Bovet Rossier Pittet "
            "Monney Jaccard Cuendet Berset Gremaud Bonvin Rossi Bianchi Bernasconi Keller Weber Huber "
            "Schneider Meyer Steiner Fischer Gerber Brunner Baumann Frei Zimmermann Moser Widmer Wyss "
            "Graf Roth Suter Baumgartner Bachmann Studer Bucher Berger Kaufmann Kunz Hofer Bühler Lüthi "
            "Lehmann Marti Frey Christen Egli Arnold Favez Cornu Vuille Pasche Jordan Cottier Magnin "
            "Perret Python Clerc Genoud Savary Golay Meylan Piguet Aubry Berthoud Michaud Décosterd "
            "Duvoisin Emery Fasel Grandjean Humbert-Droz Jeanneret Chevalley Chollet Delacrétaz Pahud "
            "Tinguely"
        ),
        _FRENCH_WOMEN
        + _of("Ursula Heidi Regula Monika Claudia Sandra Barbara Chiara Giulia Franca Vreni Rösli"),
        _FRENCH_MEN
        + _of("Hans Peter Urs Beat Reto Stefan Markus Thomas Marco Giovanni Luca Ueli Werner Kurt"),
        _of(
            "Ack Alt Am Bach Bau Berg Blu Bol Brand Breit Bri Burg Eg En Fank Feld Gass Gei Gold Grun Gug "
            "Hab Hal Hein Hil Hirs Hoch Hof Im Jenn Kal Kel Kess Lang Leu Lind Luch Matt Mos Nieder Ober "
            "Ram Rie Rot Ruf Schau"
        ),
        _of(
            "er li mann ler ger egger meister hauser bacher acher inger hofer mer ner ri thaler wyler "
            "weid wald stein bühler brunner matter moser müller schwander eler eli etti ig isch gger gen "
            "den ten zer zli zmann"
        ),
    ),
    Origin(
        14,
        "portugais",
        _of(
            "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves "
            "Gomes Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes "
            "Nunes Soares Vieira Monteiro Cardoso Rocha Neves Coelho Cruz Cunha Pires Ramos Reis Simões "
            "Antunes Matos Fonseca Machado Araújo Barbosa Tavares Lourenço Castro Figueiredo Azevedo "
            "Freitas Magalhães Henriques Lima Guerreiro Batista Pinheiro Faria Miranda Barros Morais "
            "Nogueira Esteves Anjos Baptista Campos Mota Andrade Brito Sá Nascimento Leite Abreu Borges "
            "Melo Vaz Pinho Vicente Gaspar Assunção Maia Moura Valente Carneiro Garcia Domingues Branco"
        ),
        _of(
            "Maria Ana Sofia Carla Paula Sandra Cristina Isabel Sónia Fernanda Teresa Rita Patrícia "
            "Helena Susana Catarina Inês Joana Mariana Beatriz Lurdes Fátima Rosa Conceição Graça Manuela "
            "Luísa Marta Vera Cátia Daniela Filipa Andreia Tânia Liliana Elisabete Célia Anabela "
            "Maria_José Maria_João Ana_Paula"
        ),
        _of(
            "José António João Manuel Carlos Paulo Luís Pedro Rui Miguel Fernando Jorge Nuno Francisco "
            "Ricardo Tiago Bruno André Sérgio Vítor Hugo Filipe Daniel Marco Mário Joaquim Domingos Diogo "
            "Gonçalo Rafael Duarte Armando Américo Álvaro Agostinho Augusto Hélder José_Carlos João_Paulo "
            "José_Manuel"
        ),
        _of(
            "Alv Ben Bran Cal Cam Can Car Cas Cav Fer Fig Gal Gui Jun Lam Lav Mac Mad Mar Mes Mont Nov "
            "Oli Pal Quin"
        ),
        _of(
            "eira eiro inho osa ado ares eda edo ela elo endes ento es ica ilha ima inha ito oso ugal oto "
            "ura ança"
        ),
        borne=2,
    ),
    Origin(
        10,
        "albanais",
        _of(
            "Krasniqi Gashi Berisha Morina Shala Bytyqi Hasani Kastrati Kryeziu Hoti Rexhepi Ahmeti "
            "Shabani Thaçi Avdiu Hoxha Bajrami Osmani Sadiku Maliqi Ramadani Beqiri Elezi Halimi Haliti "
            "Hyseni Ibrahimi Ismaili Jashari Kelmendi Latifi Limani Mehmeti Murati Mustafa Nuhiu Pacolli "
            "Qerimi Rama Rrahmani Salihu Selimi Shaqiri Spahiu Syla Tahiri Veseli Xhemaili Zekaj Zeqiri "
            "Zogaj Zymberi Aliu Arifi Aziri Bislimi Demaj Dervishi Fazliu Ferati Gjini Gjoka Hajdari "
            "Idrizi Jakupi Kadriu Lushaj Memeti Miftari Neziri Pajaziti Prenga Sejdiu"
        ),
        _of(
            "Arta Vjosa Fatime Shpresa Mimoza Valbona Blerta Teuta Drita Lindita Merita Albana Besa Elira "
            "Fjolla Zana Hana Donjeta Arbnora Kaltrina Liridona Rina Sara Vlora Xhevahire Zyra Ajshe "
            "Bukurije Emine Sevdije"
        ),
        _of(
            "Arben Agim Bekim Besnik Blerim Burim Driton Enver Faruk Fatmir Gëzim Hasan Ilir Isuf Kujtim "
            "Lulzim Muhamet Naim Nexhmedin Petrit Qazim Ramadan Rexhep Sami Shpend Skender Valon Visar "
            "Xhevdet Zef Albin Leart Rinor"
        ),
        _of(
            "Ab Ad Ag Al Aj Ba Bar Be Br Bu Du Dre Fe Ga Gja Ha Hu Ja Ka Ko Ku La Le Lu Ma Me Mu Na No Pa "
            "Pe Qe Ra Sa"
        ),
        _of(
            "dini dullahu hani jdari jrami kaj laj liu llari maj mani naj nushi qaj raj rifi rtaj shaj "
            "taj vdaj zimi"
        ),
    ),
    Origin(
        11,
        "arabe",
        _of(
            "Ben_Salah Ben_Ali Ben_Amor Ben_Youssef Ben_Ahmed Trabelsi Mansouri Bouazizi Hamdi Gharbi "
            "Jaziri Dridi El_Amrani El_Idrissi El_Fassi Alaoui Bennani Tazi Benjelloun Chraibi Berrada "
            "Lahlou Ouazzani Ziani Haddad Khalil Khoury Saleh Mohamed Ahmed Ali Hassan Hussein Ibrahim "
            "Abdallah Omar Othman Nasser Hamad Al-Sayed Al-Hariri Al-Ahmad Al-Masri Darwish Kassem "
            "Mahmoud Mustafa Saïd Belkacem Benali Boudiaf Bouteflika Brahimi Cherif Djebbar Ferhat Guerfi "
            "Hadj Kaci Larbi Mebarki Meziane Ouali Rahmani Saadi Slimani Touati Yahiaoui Zidane"
        ),
        _of(
            "Fatima Fatma Aïcha Khadija Mariam Amina Leïla Samira Nadia Zineb Salma Yasmine Hanane Naïma "
            "Rachida Malika Souad Latifa Karima Houda Imane Meryem Sarah Nour Rania Dina Hiba Asma "
            "Soumaya Wafa Ikram Hayat Jamila"
        ),
        _of(
            "Mohamed Mohammed Muhammad Ahmed Ali Youssef Hassan Hussein Omar Khalid Karim Rachid Said "
            "Mustapha Abdelkader Abdallah Ibrahim Ismaïl Hamza Bilal Samir Nabil Tarek Walid Ziad Fouad "
            "Farid Jamal Kamel Mourad Nordine Abderrahmane Abdelaziz Mehdi Amine Anis Ayoub Zakaria "
            "Yassine Sofiane Riad Moncef Lotfi Habib Hédi"
        ),
        _of(
            "Abd Al Am Bel Ben Bou Cha Da Dja Fa Gha Ha Ham Ja Ka Kha La Mah Man Me Nas Ou Ra Sa Sou Ta "
            "You Za Zer"
        ),
        _of(
            "aoui ani bi dane di douni hari jar kani khi lani li loul mane mani mi moud nasri oubi rabi "
            "roui souri zouz"
        ),
    ),
    Origin(
        5,
        "tigrinya",
        (),
        _of(
            "Selam Tsehay Letebrhan Abeba Almaz Hiwet Saba Semhar Sara Rahel Ruth Helen Feven Bethlehem "
            "Freweyni Lula Mebrat Mihret Mulu Natsnet Rigat Senait Tirhas Winta Yordanos Zaid Ariam "
            "Asmeret Elsa Genet Kidan"
        ),
        _of(
            "Tesfay Tesfaye Yohannes Berhane Gebremedhin Gebremeskel Gebre Haile Hailemariam Kidane "
            "Mehari Tekle Teklehaymanot Tewolde Weldemichael Woldu Zerai Abraham Amanuel Asmerom Bereket "
            "Dawit Ermias Filmon Habtom Isaias Kibrom Medhanie Merhawi Mikael Mulugeta Natnael Robel "
            "Samuel Simon Solomon Temesgen Yonas Zekarias"
        ),
    ),
    Origin(
        5,
        "espagnol",
        _of(
            "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz "
            "Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez "
            "Ramos Gil Ramírez Serrano Molina Suárez Ortega Delgado Castro Ortiz Rubio Mamani Quispe "
            "Flores Condori Rojas Vargas Choque Cruz"
        ),
        _of(
            "María Carmen Ana Isabel Laura Marta Elena Pilar Lucía Rosa Luz Gloria Yolanda Rocío Paola Ximena"
        ),
        _of(
            "José Antonio Juan Manuel Francisco Luis Javier Carlos Miguel Jesús Alejandro Diego Wilson "
            "Edwin Jaime"
        ),
        borne=2,
    ),
    Origin(
        4,
        "turc",
        _of(
            "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan "
            "Çetin Kara Koç Kurt Özkan Şimşek Polat Korkmaz Özcan Çakır Erdoğan Acar Güneş Bulut Keskin "
            "Ünal Turan Gül Aksoy Işık"
        ),
        _of(
            "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Sultan Hülya Sevgi Gülsüm Derya Esra Büşra "
            "Özlem"
        ),
        _of(
            "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Murat Yusuf Osman Ömer Ramazan Kemal Emre "
            "Burak Cem"
        ),
    ),
    Origin(
        4,
        "français",
        _of(
            "Diallo Bah Barry Sow Camara Traoré Keïta Coulibaly Diarra Koné Touré Ouattara Konaté Sanogo "
            "Ouédraogo Sawadogo Kaboré Ndiaye Diop Fall Gueye Faye Seck Mbaye Kabongo Ilunga Mutombo "
            "Tshibangu Kalala Mukendi Nguema Mba Ondo Kamga Tchoumi Fotso Abdi Hassan Warsame Farah "
            "Mohamud Jama"
        ),
        _of(
            "Aminata Fatoumata Mariama Kadiatou Awa Aïssatou Ndeye Coumba Grâce Espérance Chantal Amina "
            "Hodan Sahra"
        ),
        _of(
            "Mamadou Ousmane Ibrahima Abdoulaye Moussa Amadou Souleymane Cheikh Modou Jean-Claude Patrice "
            "Abdi Yusuf"
        ),
    ),
    Origin(
        3,
        "tamoul",
        _of(
            "Sivakumar Kandiah Selvarajah Nadarajah Sivapalan Thambirajah Rajaratnam Kumar Kanagaratnam "
            "Arulanantham Nguyen Tran Le Pham Huynh Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Li Wang "
            "Zhang Chen Liu"
        ),
        _of("Thi_Lan Thi_Hoa Mai Linh Vasanthy Sivagowri Shanthi Rajeswary Kala Wei Xiu Li Na Thi_Thu"),
        _of("Van_Hung Minh Duc Thanh Sivakumar Ravi Suresh Ramesh Jeyakumar Ganesh Wei Jun Ming Van_Thanh"),
    ),
)

NICKNAMES = _of(
    "Mimi Nono Titi Doudou Momo Lulu Fifi Zaza Kiki Bébert Dédé Loulou Nini Toto Zizou Milou Sacha Beba"
)
STREETS = _of(
    "rue_des_Tilleuls rue_de_la_Fontaine chemin_des_Vignes avenue_du_Lac rue_du_Moulin route_de_la_Gare "
    "rue_Haute chemin_du_Bois rue_de_l’École avenue_des_Acacias rue_des_Artisans place_du_Marché "
    "chemin_des_Prés rue_Neuve quai_du_Rhône route_des_Jeunes rue_du_Stade chemin_de_la_Montagne "
    "avenue_de_la_Paix rue_des_Lilas"
)
