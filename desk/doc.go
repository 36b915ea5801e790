// Package desk holds the nouns and rules of a community service station's
// window desk: tickets, items, inquiries, cases, materials, papers, ratings,
// the station and its staff, and the one journal in which every act is a line.
// Its use cases (Hall, Intake, Counter, Ratings) decide; the ports they need
// are declared here and implemented by store and peripherals.
//
// It is not a database, a screen or a driver: it does no I/O, imports nothing
// of ours and reads the time only through a Clock.
package desk
