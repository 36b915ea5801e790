// Package guide holds the catalogue of matters that a station handles: reading
// it from files with a linter that names every bad line, the situations (情形)
// that choose an item's materials, what changed between two versions, and the
// look-up by characters, pinyin, initials, nicknames and codes.
//
// It is pure: it opens no file but the demonstration data embedded in it, asks
// no clock and keeps no state. It does not decide what may be done with an
// item; that is for the use cases of desk.
package guide
