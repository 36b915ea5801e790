// Package wire reads the configuration and builds the object graphs: the live
// desk and, apart from it, practice. It is the only package that imports all
// others, and it decides nothing that a rule or a screen should.
package wire
