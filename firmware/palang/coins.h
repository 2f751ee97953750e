/**
 * Pulses of a coin acceptor: each coin is a train of them, as many as its value. The millisecond timer's interrupt looks at the pin, so
 * that nothing else the board does can cost a pulse.
 */
#pragma once
#include <stdint.h>

/** `starts` is the count of starts: what was counted before belongs to an earlier one unless power stayed. */
void beginCoins(uint32_t starts);
/** Looks at the pin of the setting from now on; none is 0. */
void useCoinPin();
void runCoins(uint32_t now);
/** Pulses since power came. */
uint32_t coinPulses();
/** The start since which they are counted. */
uint32_t coinsSince();
/** Coins in the middle of which the board restarted, since power came: some of their pulses may be missing. */
uint32_t tornCoins();
/** The pulses, once after each coin; while coin follows upon coin every five seconds. */
bool takeCoins(uint32_t now, uint32_t& pulses);
