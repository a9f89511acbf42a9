/*
 * Shuts an ext4 file system down at once, without writing anything that is not on the disk yet, as a crash would:
 * cc -o shut-down shut-down.c; ./shut-down /mount/point
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define EXT4_GOING_FLAGS_NOLOGFLUSH 2

int main(int count, char **arguments) {
    uint32_t how = EXT4_GOING_FLAGS_NOLOGFLUSH;
    int root = count == 2 ? open(arguments[1], O_RDONLY) : -1;
    if (root < 0 || ioctl(root, EXT4_IOC_SHUTDOWN, &how) != 0) {
        perror("shutting the file system down");
        return 1;
    }
    return 0;
}
