/* One emulated board: time, pins, serial line, resets. Everything it does is written to stdout as one JSON line each. */
#ifndef PALANG_BOARD_H
#define PALANG_BOARD_H
#include <stddef.h>
#include <stdint.h>

/* Both names as in simavr: "atmega328p", "atmega2560". Returns 0, or says why not and returns 1. */
int board_start(const char *mcu, const char *elf);

/* Microseconds the board has lived, resets included. */
double board_us(void);

/* Runs for at most `us`; ends early after the board said the end of a line, changed an output, or died.
   Returns 0 when the processor crashed. */
int board_run(double us);

/* Bytes from the host; they leave as fast as the line allows. */
void board_hear(const uint8_t *bytes, size_t count);

/* Where what the board says goes besides stdout; called for each byte. */
void board_on_byte(void (*say)(uint8_t byte));

/* Level a wire from outside holds a pin at, until changed. */
void board_pin(char port, int pin, int level);

/* Level of an output pin; 0 of one that is none. */
int board_output(char port, int pin);

/* `power` also loses the memory; others: `external`, `brownout`, `watchdog`, `bootloader` (flags cleared). Returns 0 when unknown. */
int board_reset(const char *cause);

/* Puts bytes into the EEPROM, as an earlier program may have left them. */
void board_keep(uint16_t address, uint8_t *bytes, size_t count);

/* The program stands still from here on, as after a bad jump; interrupts still come. */
void board_hang(void);
#endif
