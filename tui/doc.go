// Package tui is the console of one window: the App that stacks the screens,
// routes keys and replies, and draws what every screen has in common. It holds
// no rule of the desk and does no I/O.
package tui
