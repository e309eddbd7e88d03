/* Preloaded into a process: its wall clock is HOTLINE_SKEW_MS milliseconds off, all other clocks are right. libfaketime cannot be
 * used: it and jemalloc, which asks for the time while it starts, wait for each other. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    const int result = (int)syscall(SYS_clock_gettime, clock, time);
    static long long skew_ms;
    static int known;
    if (!known) {
        const char *text = getenv("HOTLINE_SKEW_MS");
        skew_ms = text ? atoll(text) : 0;
        known = 1;
    }
    if (result == 0 && clock == CLOCK_REALTIME) {
        const long long ns = time->tv_sec * 1000000000LL + time->tv_nsec + skew_ms * 1000000LL;
        time->tv_sec = ns / 1000000000LL;
        time->tv_nsec = ns % 1000000000LL;
    }
    return result;
}
