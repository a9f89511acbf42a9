/*
 * Makes every sync take as long as on a cloud disk, so that benchmarks in memory compare like with like:
 * cc -shared -fPIC -o slow-sync.so slow-sync.c; LD_PRELOAD=./slow-sync.so SYNC_MICROS=1000 program
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_the_disk(void) {
    const char *text = getenv("SYNC_MICROS");
    long micros = text == NULL ? 0 : atol(text);
    struct timespec pause = {micros / 1000000, micros % 1000000 * 1000};
    nanosleep(&pause, NULL);
}

int fsync(int file) {
    static int (*real)(int);
    if (real == NULL) {
        real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    }
    int result = real(file);
    wait_for_the_disk();
    return result;
}

int fdatasync(int file) {
    static int (*real)(int);
    if (real == NULL) {
        real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    }
    int result = real(file);
    wait_for_the_disk();
    return result;
}
