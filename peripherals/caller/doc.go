// Package caller tells the waiting room whom to come: a Feed reads the board
// whenever the store has changed and hands it to whoever watches, a Voice speaks
// numbers through a command of the station's choice, and a Page shows the board
// to browsers.
//
// It is not the queue. Whom to call is decided and written down before anything
// here hears of it, so that a board that is dead un-calls nobody.
package caller
