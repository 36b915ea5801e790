// Package notice lays a paper out: a desk.Paper and a medium become a Doc, a
// grid of half-width cells with everything at its place. The preview shows the
// Doc and the printers print it, so that all of them say the same thing on the
// same line. What a paper says stands in the templates, which a lead may
// word anew: Check says what is wrong with such a template.
//
// It is pure: no file is read but through an fs.FS that the caller hands over, no
// clock, no device. It is not a renderer (see peripherals/printer) and it
// does not decide which papers exist or what they contain (see desk).
package notice
