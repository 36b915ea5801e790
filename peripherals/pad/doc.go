// Package pad asks citizens for ratings on devices with a serial line, from a
// box with three keys to a screen. What a device says is not written in Go but
// in a profile: its frames, commands, events and keys. A profile is linted
// when it is loaded, and no key that it does not list is ever taken for a
// rating.
//
// The package does not decide what a rating means or where it is filed, and
// nothing in it lets a clerk give one.
package pad
