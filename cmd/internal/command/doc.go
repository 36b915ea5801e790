// Package command is the command line of the desk and of the street centre: it
// reads arguments, runs the use cases that the screens run, and writes what came
// of it as lines for people or as JSON for programs.
//
// It decides nothing: a rule that a screen obeys is in desk, the words are in
// tui/text, and what is built of what is in wire.
package command
