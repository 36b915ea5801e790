// Package calendar knows which days are worked in this country and counts
// deadlines by them: weekends, statutory holidays and the weekend days worked
// in exchange (调休), year by year as the State Council's notices set them.
//
// It never guesses: a year whose notice has not been imported has no working
// days and no rest days, only ErrNoTable. It reads no clock and no file; the
// tables of 2024 to 2026 are built in.
package calendar
