/* emulator <processor> <firmware.elf> [<tty link>]
   Runs the firmware and obeys the lines of stdin; what the board does comes out of stdout as JSON, one line each.

     pin <port><pin> <0 or 1>     a wire from outside holds the pin
     reset <cause>                power, external, brownout, watchdog, bootloader
     hang                         the program stands still
     eeprom <address> <hex>       what an earlier program left there
     rx <hex>                     bytes from the host, or noise that looks like it
     tx <hex>                     noise to the host            (with a tty only)
     meter <port><pin> <port><pin> <microseconds>
                                  a flow meter at the first pin: a pulse in so long while the second is high, told as
                                  {"flow":<count>}; 0: no water  (with a tty only)
     run <microseconds>           lets time pass               (without a tty only); answered by {"now":<us>}
     quit

   Without a tty time stands still between two `run`, which end early when something comes out. With one the board lives
   in real time, and its serial line is a pseudo terminal that the link leads to. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "board.h"

#define SLICE_US 500.0
#define MAX_LINE 8192
#define MAX_LAG_US 200000.0

static volatile sig_atomic_t is_over;
static int tty = -1;

static void on_signal(int number) {
  (void)number;
  is_over = 1;
}

/* Water runs in the board's own time, so that not a drop depends on how fast this computer is. */
static struct {
  char port, valve_port;
  int pin, valve_pin, level;
  double pulse_us, turn_at_us;
  long pulses;
} meter;

static void turn_meter(void) {
  if (meter.pulse_us <= 0) return;
  if (!board_output(meter.valve_port, meter.valve_pin)) meter.turn_at_us = board_us() + meter.pulse_us / 2;
  if (board_us() < meter.turn_at_us) return;
  meter.turn_at_us += meter.pulse_us / 2;
  meter.level = !meter.level;
  board_pin(meter.port, meter.pin, meter.level);
  if (!meter.level) printf("{\"flow\":%ld}\n", ++meter.pulses);
}

static size_t read_hex(const char *hex, uint8_t *bytes) {
  unsigned byte;
  size_t count = 0;
  for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
    bytes[count++] = (uint8_t)byte;
    if (!hex[1]) break;
  }
  return count;
}

static void say_to_tty(const uint8_t *bytes, size_t count) {
  if (tty >= 0 && write(tty, bytes, count) < 0) return; /* nobody reads: lost, as on a wire */
}

static void say_byte_to_tty(uint8_t byte) { say_to_tty(&byte, 1); }

/* Returns 0 when the processor crashed. */
static int obey(const char *order) {
  static uint8_t bytes[MAX_LINE / 2];
  char port, valve_port, cause[16];
  int pin, valve_pin, level, at, alive = 1;
  double us;
  if (sscanf(order, "pin %c%d %d", &port, &pin, &level) == 3) board_pin(port, pin, level != 0);
  else if (sscanf(order, "meter %c%d %c%d %lf", &port, &pin, &valve_port, &valve_pin, &us) == 5) {
    meter.port = port, meter.pin = pin, meter.valve_port = valve_port, meter.valve_pin = valve_pin, meter.pulse_us = us;
    board_pin(port, pin, meter.level = 1);
  }
  else if (sscanf(order, "reset %15s", cause) == 1) board_reset(cause);
  else if (sscanf(order, "eeprom %d %n", &at, &pin) == 1) board_keep((uint16_t)at, bytes, read_hex(order + pin, bytes));
  else if (strncmp(order, "rx ", 3) == 0) board_hear(bytes, read_hex(order + 3, bytes));
  else if (strncmp(order, "tx ", 3) == 0) say_to_tty(bytes, read_hex(order + 3, bytes));
  else if (sscanf(order, "run %lf", &us) == 1) {
    alive = board_run(us);
    printf("{\"now\":%.1f}\n", board_us());
  } else if (strcmp(order, "hang") == 0) board_hang();
  else if (strcmp(order, "quit") == 0) is_over = 1;
  fflush(stdout);
  return alive;
}

static int live_in_steps(void) {
  static char order[MAX_LINE];
  while (!is_over && fgets(order, sizeof order, stdin)) {
    order[strcspn(order, "\n")] = '\0';
    if (!obey(order)) return 1;
  }
  return 0;
}

static double wall_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int open_tty(const char *link) {
  struct termios raw;
  char name[128];
  int other; /* stays open, so that nobody listening is no error */
  memset(&raw, 0, sizeof raw);
  cfmakeraw(&raw);
  raw.c_cflag |= CREAD | CLOCAL | CS8;
  raw.c_cc[VMIN] = 1;
  if (openpty(&tty, &other, name, &raw, NULL)) return perror("openpty"), 1;
  fcntl(tty, F_SETFL, O_NONBLOCK);
  unlink(link);
  if (symlink(name, link)) return perror("symlink"), 1;
  board_on_byte(say_byte_to_tty);
  printf("{\"tty\":\"%s\"}\n", link);
  fflush(stdout);
  return 0;
}

/* Obeys the whole lines that have come. Returns 0 at the end of stdin or when the processor crashed. */
static int obey_stdin(void) {
  static char text[MAX_LINE];
  static size_t length;
  const ssize_t count = read(0, text + length, sizeof text - 1 - length);
  if (count <= 0) return 0;
  length += (size_t)count;
  text[length] = '\0';
  for (char *end; (end = strchr(text, '\n'));) {
    *end = '\0';
    if (!obey(text)) return 0;
    length -= (size_t)(end + 1 - text);
    memmove(text, end + 1, length + 1);
  }
  return 1;
}

static int live_in_real_time(void) {
  double started = wall_us();
  uint8_t bytes[512];
  while (!is_over) {
    const double due = board_us() + SLICE_US;
    while (board_us() < due) {
      if (!board_run(due - board_us())) return 1;
      turn_meter();
    }
    fflush(stdout);
    const double ahead = board_us() - (wall_us() - started);
    if (ahead < -MAX_LAG_US) started = wall_us() - board_us(); /* a busy computer: no race to catch up */
    const struct timespec rest = {0, ahead > 0 ? (long)(ahead * 1e3) : 0};
    struct pollfd ready[] = {{tty, POLLIN, 0}, {0, POLLIN, 0}};
    if (ppoll(ready, 2, &rest, NULL) <= 0) continue;
    if (ready[0].revents & POLLIN) {
      const ssize_t count = read(tty, bytes, sizeof bytes);
      if (count > 0) board_hear(bytes, (size_t)count);
    }
    if (ready[1].revents & (POLLIN | POLLHUP) && !obey_stdin()) break;
  }
  return 0;
}

int main(int count, char **words) {
  if (count != 3 && count != 4) return fprintf(stderr, "usage: emulator <processor> <firmware.elf> [<tty link>]\n"), 2;
  if (board_start(words[1], words[2])) return 1;
  const struct sigaction ending = {.sa_handler = on_signal}; /* reads are broken off, not begun again */
  sigaction(SIGTERM, &ending, NULL);
  sigaction(SIGINT, &ending, NULL);
  signal(SIGPIPE, SIG_IGN);
  if (count == 3) return live_in_steps();
  if (open_tty(words[3])) return 1;
  const int code = live_in_real_time();
  unlink(words[3]);
  return code;
}
