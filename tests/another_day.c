/* Programs on another day: loaded before libc (LD_PRELOAD), it adds ANOTHER_DAY seconds to the date.
 *
 * Only the date moves. The clock that counts what passes (CLOCK_MONOTONIC), sleeps and timeouts stay as they
 * are; a time of day until which somebody waits is told to the system in its own time. What a program starts
 * is on the same day, also with an emptied environment: sshd and pg_ctl give one of their own.
 * The system dates files itself: those are of the real day.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define DAY "ANOTHER_DAY="
#define PRELOAD "LD_PRELOAD="
#define NEXT(name) __typeof__(name) *next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
/* The first version of a condition variable, which dlsym finds, is another structure. */
#define NEXT_CONDITION(name)                                                                                  \
    __typeof__(name) *next = (__typeof__(name) *)dlvsym(RTLD_NEXT, #name, "GLIBC_2.3.2");                     \
    if (!next)                                                                                                \
    next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static time_t shift;
/* Kept from the start: a program may empty its own environment. */
static char day[64] = DAY, preload[4096] = PRELOAD;

__attribute__((constructor)) static void begin(void)
{
    const char *seconds = getenv("ANOTHER_DAY"), *library = getenv("LD_PRELOAD");
    if (!seconds || !library || strlen(seconds) > sizeof day - sizeof DAY ||
        strlen(library) > sizeof preload - sizeof PRELOAD)
        return;
    shift = atoll(seconds);
    strcat(day, seconds);
    strcat(preload, library);
}

/* --- what day it is */

static int is_date(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    NEXT(clock_gettime);
    int failed = next(clock, now);
    if (!failed && is_date(clock))
        now->tv_sec += shift;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    NEXT(gettimeofday);
    int failed = next(now, zone);
    if (!failed)
        now->tv_sec += shift;
    return failed;
}

time_t time(time_t *kept)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept)
        *kept = now.tv_sec;
    return now.tv_sec;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && !clock_gettime(CLOCK_REALTIME, now) ? base : 0;
}

/* --- waiting until a time of day */

/* A clock that counts from the start of the machine never comes near the date: what is far below is its. */
static const struct timespec *real(const struct timespec *until, struct timespec *own)
{
    if (!until || until->tv_sec < 1000000000)
        return until;
    *own = *until;
    own->tv_sec -= shift;
    return own;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    struct timespec own;
    NEXT_CONDITION(pthread_cond_timedwait);
    return next(condition, mutex, real(until, &own));
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *until)
{
    struct timespec own;
    NEXT(pthread_cond_clockwait);
    return next(condition, mutex, clock, real(until, &own));
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    struct timespec own;
    NEXT(pthread_mutex_timedlock);
    return next(mutex, real(until, &own));
}

int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    struct timespec own;
    NEXT(sem_timedwait);
    return next(semaphore, real(until, &own));
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    struct timespec own;
    NEXT(sem_clockwait);
    return next(semaphore, clock, real(until, &own));
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
    struct timespec own;
    NEXT(clock_nanosleep);
    return next(clock, flags, flags & TIMER_ABSTIME ? real(until, &own) : until, left);
}

/* --- what a program starts */

static int has(char *const *variables, const char *name)
{
    for (; *variables; variables++)
        if (!strncmp(*variables, name, strlen(name)))
            return 1;
    return 0;
}

/* `kept` has room for two more than `variables`; no memory is asked for, between fork and exec. */
static char **moved(char *const *variables, char **kept)
{
    char **end = kept;
    if (shift && !has(variables, DAY))
        *end++ = day;
    if (shift && !has(variables, PRELOAD))
        *end++ = preload;
    while ((*end++ = *variables++))
        ;
    return kept;
}

static size_t room(char *const *variables)
{
    size_t count = 0;
    while (variables[count])
        count++;
    return count + 3;
}

#define MOVED(variables) moved(variables, (char **)__builtin_alloca(room(variables) * sizeof(char *)))

int execve(const char *path, char *const arguments[], char *const variables[])
{
    NEXT(execve);
    return next(path, arguments, MOVED(variables));
}

int execvpe(const char *file, char *const arguments[], char *const variables[])
{
    NEXT(execvpe);
    return next(file, arguments, MOVED(variables));
}

int fexecve(int file, char *const arguments[], char *const variables[])
{
    NEXT(fexecve);
    return next(file, arguments, MOVED(variables));
}

int execv(const char *path, char *const arguments[])
{
    return execve(path, arguments, environ);
}

int execvp(const char *file, char *const arguments[])
{
    return execvpe(file, arguments, environ);
}

int posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[], char *const variables[])
{
    NEXT(posix_spawn);
    return next(child, path, actions, attributes, arguments, MOVED(variables));
}

int posix_spawnp(pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[], char *const variables[])
{
    NEXT(posix_spawnp);
    return next(child, file, actions, attributes, arguments, MOVED(variables));
}
