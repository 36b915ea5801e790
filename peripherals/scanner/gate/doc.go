// Package gate looks at a scanned page before it is kept: whether it is blank,
// dark, blurred, glaring, cut or upside down. It only advises; the clerk takes
// the page again or keeps it and says why. It reads no writing, and it knows
// nothing of cases.
//
// A page comes from outside and is hostile until the opposite is shown. Box
// therefore looks at it in a process of its own, with little memory and little
// time, which can write no file; Work is that process.
//
// The limits were chosen on pages that the tests draw themselves, letter by letter,
// and are judged on pages that no limit was chosen on: the station's own papers as
// poppler draws them. Both sets take the same flaws in the ranges that the type
// shot of the tests states, and every set is made from its seed.
package gate
