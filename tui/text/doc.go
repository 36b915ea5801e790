// Package text holds every sentence a clerk can read, by screen, so that they
// can be reviewed as a whole. It decides nothing: a problem's kind and code
// come from the domain, the words and the next step from here.
package text
