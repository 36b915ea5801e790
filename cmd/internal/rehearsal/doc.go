// Package rehearsal plays the closing hour of a street, and the night of a city,
// on the real centre program, and tells what they cost. It has no code of its own.
//
// Desks of a street are whole: a store, its outbox and the courier. Desks of a
// city are keys and the client only, for seven thousand stores are more than one
// machine plays; they speak the real wire.
package rehearsal
