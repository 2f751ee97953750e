#include "board.h"
#include <avr_eeprom.h>
#include <avr_extint.h>
#include <avr_ioport.h>
#include <avr_uart.h>
#include <sim_avr.h>
#include <sim_elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FREQUENCY 16000000UL
#define FIRST_PORT 'A'
#define PORTS 12
#define INTERRUPT_PINS 8
#define LINE_BYTES 256
#define QUEUE_BYTES 65536
#define MCUSR 0x54 /* the same address on both processors */

static avr_t *avr;
static int state = cpu_Running;
/* A reset may set the cycles of the processor back to nothing; the board lives on. */
static double us_before;
static avr_cycle_count_t last_cycle;
static int was_reset;
static void (*reset_processor)(avr_t *avr);
static int has_news;

static uint8_t outputs[PORTS];
static uint8_t held_mask[PORTS], held_value[PORTS];

static char line[LINE_BYTES];
static unsigned line_length;
static void (*say)(uint8_t byte);

static avr_irq_t *uart_input;
static uint8_t queue[QUEUE_BYTES];
static unsigned queue_head, queue_tail;
static int may_send = 1;

static uint16_t hung_word;
static uint32_t hung_at;
static int is_hung;

static double us_of(avr_cycle_count_t cycles) { return (double)cycles * 1e6 / FREQUENCY; }

double board_us(void) { return us_before + us_of(avr->cycle); }

static void tell_line(void) {
  printf("{\"line\":\"");
  for (unsigned i = 0; i < line_length; i++) {
    unsigned char c = (unsigned char)line[i];
    if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') printf("\\u%04x", c);
    else putchar(c);
  }
  printf("\",\"us\":%.0f}\n", board_us());
  line_length = 0;
}

static void on_uart_output(avr_irq_t *irq, uint32_t value, void *none) {
  (void)irq, (void)none;
  if (say) say((uint8_t)value);
  if (line_length < LINE_BYTES) line[line_length++] = (char)value;
  if (value != '\n') return;
  tell_line();
  has_news = 1;
}

static void pump(void) {
  while (may_send && queue_head != queue_tail) {
    avr_raise_irq(uart_input, queue[queue_tail]);
    queue_tail = (queue_tail + 1) % QUEUE_BYTES;
  }
}

static void on_xon(avr_irq_t *irq, uint32_t value, void *none) {
  (void)irq, (void)value, (void)none;
  may_send = 1;
  pump();
}

static void on_xoff(avr_irq_t *irq, uint32_t value, void *none) {
  (void)irq, (void)value, (void)none;
  may_send = 0;
}

/* Tells every output pin of a port whose level is not as told last; a pin that is no output counts as low. */
static void tell_port(int port) {
  avr_ioport_state_t now;
  if (avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(FIRST_PORT + port), &now) != 0) return;
  uint8_t levels = now.port & now.ddr, changed = levels ^ outputs[port];
  outputs[port] = levels;
  for (int pin = 0; pin < 8; pin++) {
    if (!(changed >> pin & 1)) continue;
    printf("{\"pin\":\"%c%d\",\"level\":%d,\"us\":%.0f}\n", FIRST_PORT + port, pin, levels >> pin & 1, board_us());
    has_news = 1;
  }
}

static void on_port(avr_irq_t *irq, uint32_t value, void *port) {
  (void)irq, (void)value;
  tell_port((int)(intptr_t)port);
}

static void on_reset(avr_t *one) {
  was_reset = 1;
  if (reset_processor) reset_processor(one);
}

static void stay_awake(avr_t *one, avr_cycle_count_t cycles) { (void)one, (void)cycles; }

static void connect_uart(void) {
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  uart_input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_uart_output, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), on_xon, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), on_xoff, NULL);
}

/* A low pin whose interrupt is off would be looked at in every cycle otherwise. */
static void calm_interrupts(void) {
  for (int i = 0; i < INTERRUPT_PINS; i++) avr_extint_set_strict_lvl_trig(avr, i, 0);
}

static void connect_ports(void) {
  for (int port = 0; port < PORTS; port++) {
    avr_ioport_state_t there;
    if (avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(FIRST_PORT + port), &there) != 0) continue;
    avr_irq_t *irqs = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(FIRST_PORT + port), 0);
    avr_irq_register_notify(irqs + IOPORT_IRQ_REG_PORT, on_port, (void *)(intptr_t)port);
    avr_irq_register_notify(irqs + IOPORT_IRQ_DIRECTION_ALL, on_port, (void *)(intptr_t)port);
  }
}

int board_start(const char *mcu, const char *elf) {
  elf_firmware_t firmware;
  memset(&firmware, 0, sizeof firmware);
  if (elf_read_firmware(elf, &firmware)) return fprintf(stderr, "cannot read %s\n", elf), 1;
  avr = avr_make_mcu_by_name(mcu);
  if (!avr) return fprintf(stderr, "no such processor: %s\n", mcu), 1;
  avr_init(avr);
  firmware.frequency = FREQUENCY;
  avr_load_firmware(avr, &firmware);
  avr->frequency = FREQUENCY;
  avr->log = LOG_ERROR;
  reset_processor = avr->reset;
  avr->reset = on_reset;
  avr->sleep = stay_awake; /* time passes, but nobody waits for it */
  connect_uart();
  connect_ports();
  calm_interrupts();
  return 0;
}

static void hold_wires(void) {
  for (int port = 0; port < PORTS; port++) {
    if (!held_mask[port]) continue;
    avr_ioport_external_t wires = {.name = FIRST_PORT + port, .mask = held_mask[port], .value = held_value[port]};
    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(FIRST_PORT + port), &wires);
    for (int pin = 0; pin < 8; pin++) {
      if (!(held_mask[port] >> pin & 1)) continue;
      avr_irq_t *irq = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(FIRST_PORT + port), pin);
      const int level = held_value[port] >> pin & 1;
      avr_raise_irq(irq, !level); /* the reset cleared the register, but a level that is no news is not passed on */
      avr_raise_irq(irq, level);
    }
  }
}

static void after_reset(void) {
  if (is_hung) memcpy(avr->flash + hung_at, &hung_word, sizeof hung_word);
  is_hung = 0;
  if (avr->cycle < last_cycle) us_before += us_of(last_cycle);
  was_reset = 0;
  queue_head = queue_tail = 0;
  may_send = 1;
  hold_wires();
  for (int port = 0; port < PORTS; port++) tell_port(port);
}

int board_run(double us) {
  const double end = board_us() + us;
  has_news = 0;
  while (!has_news && board_us() < end) {
    const avr_cycle_count_t until = avr->cycle + 1 + (avr_cycle_count_t)((end - board_us()) * (FREQUENCY / 1e6));
    while (!has_news && avr->cycle < until && !was_reset) {
      last_cycle = avr->cycle;
      state = avr_run(avr);
      if (state == cpu_Done || state == cpu_Crashed) return 0;
    }
    if (was_reset) after_reset(); /* by its own watchdog */
  }
  return 1;
}

void board_hear(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    queue[queue_head] = bytes[i];
    queue_head = (queue_head + 1) % QUEUE_BYTES;
  }
  pump();
}

void board_on_byte(void (*hear)(uint8_t byte)) { say = hear; }

void board_pin(char port, int pin, int level) {
  const int index = port - FIRST_PORT;
  held_mask[index] |= 1 << pin;
  held_value[index] = (held_value[index] & ~(1 << pin)) | (level << pin);
  avr_ioport_external_t wires = {.name = port, .mask = held_mask[index], .value = held_value[index]};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &wires);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(port), pin), level);
}

int board_output(char port, int pin) { return outputs[port - FIRST_PORT] >> pin & 1; }

int board_reset(const char *cause) {
  static const struct {
    const char *name;
    uint8_t flags;
  } causes[] = {{"power", 1}, {"external", 2}, {"brownout", 4}, {"watchdog", 8}, {"bootloader", 0}};
  for (unsigned i = 0; i < sizeof causes / sizeof *causes; i++) {
    if (strcmp(cause, causes[i].name) != 0) continue;
    last_cycle = avr->cycle;
    if (causes[i].flags == 1) memset(avr->data + avr->ioend + 1, 0xa5, avr->ramend - avr->ioend);
    avr_reset(avr);
    avr->data[MCUSR] = causes[i].flags;
    after_reset();
    return 1;
  }
  return 0;
}

void board_hang(void) {
  static const uint16_t jump_to_itself = 0xcfff;
  hung_at = avr->pc;
  memcpy(&hung_word, avr->flash + hung_at, sizeof hung_word);
  memcpy(avr->flash + hung_at, &jump_to_itself, sizeof jump_to_itself);
  is_hung = 1;
}

void board_keep(uint16_t address, uint8_t *bytes, size_t count) {
  avr_eeprom_desc_t kept = {.ee = bytes, .offset = address, .size = (uint32_t)count};
  avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &kept);
}
