/* The floor: what it costs merely to send() frames of a size to as many sockets, ten times a second.
 *
 * usage: floor CLIENTS BYTES HZ SNDBUF LIFE_S
 *
 * Prints "ready PORT", takes CLIENTS connections, then writes one frame of BYTES to each of them at
 * every tick. What lies between the lines "begin" and "end" on its input it prints as JSON: ticks,
 * frames, frames that did not fit, and getrusage's CPU seconds. Ends with its input, with whoever
 * started it, or after LIFE_S seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct counts {
    long ticks, frames, short_writes;
    double cpu_s;
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu_s(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static int listen_on_loopback(void)
{
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (sock < 0 || bind(sock, (struct sockaddr *)&at, size) || listen(sock, 4096))
        die("listen");
    getsockname(sock, (struct sockaddr *)&at, &size);
    printf("ready %d\n", ntohs(at.sin_port));
    fflush(stdout);
    return sock;
}

static void take_connections(int listener, int *socks, int clients, int sndbuf)
{
    int on = 1;
    for (int i = 0; i < clients; i++) {
        socks[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (socks[i] < 0)
            die("accept");
        setsockopt(socks[i], SOL_SOCKET, SO_SNDBUF, &sndbuf, sizeof sndbuf);
        setsockopt(socks[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}

static void tick(const int *socks, int clients, const char *frame, size_t bytes, struct counts *count)
{
    count->ticks++;
    for (int i = 0; i < clients; i++) {
        ssize_t sent = send(socks[i], frame, bytes, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            exit(0); /* the readers have gone */
        count->frames++;
        count->short_writes += sent != (ssize_t)bytes;
    }
}

/* Returns 0 at the end of the input. */
static int obey(const struct counts *count, struct counts *began)
{
    char line[64];
    if (!fgets(line, sizeof line, stdin))
        return 0;
    if (!strcmp(line, "begin\n")) {
        *began = *count;
        began->cpu_s = cpu_s();
    } else if (!strcmp(line, "end\n")) {
        printf("{\"ticks\": %ld, \"frames\": %ld, \"short_writes\": %ld, \"cpu_s\": %.6f}\n",
               count->ticks - began->ticks, count->frames - began->frames,
               count->short_writes - began->short_writes, cpu_s() - began->cpu_s);
        fflush(stdout);
    }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: floor CLIENTS BYTES HZ SNDBUF LIFE_S\n");
        return 2;
    }
    int clients = atoi(argv[1]), sndbuf = atoi(argv[4]);
    size_t bytes = (size_t)atol(argv[2]);
    double every_s = 1 / atof(argv[3]);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm((unsigned)atoi(argv[5]));
    setvbuf(stdin, NULL, _IONBF, 0); /* poll() knows nothing of what stdio would keep */

    int *socks = calloc((size_t)clients, sizeof *socks);
    char *frame = malloc(bytes);
    if (!socks || !frame)
        die("malloc");
    memset(frame, 'x', bytes);
    take_connections(listen_on_loopback(), socks, clients, sndbuf);

    struct counts count = {0}, began = {0};
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (double due = now_s() + every_s;;) {
        int wait_ms = (int)((due - now_s()) * 1000 + 0.999);
        if (poll(&input, 1, wait_ms > 0 ? wait_ms : 0) > 0 && !obey(&count, &began))
            return 0;
        if (now_s() >= due) {
            tick(socks, clients, frame, bytes, &count);
            due += every_s;
        }
    }
}
