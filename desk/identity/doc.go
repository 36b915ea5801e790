// Package identity checks what people type or read aloud as the number of a
// document, and masks it for those who need not see it all.
//
// It is pure: it asks no register, reads no clock and keeps nothing. A number
// that passes is well formed, which does not say that it was ever issued; the
// words for its findings are elsewhere.
package identity
