// Package fieldmap holds the field maps of outside systems (垂直系统): what each
// page asks for, in the order of its Tab key, and how the desk's values are
// written there. Maps are data files; the ones built in are a demonstration, and
// a station may lay its own over them. It reads no file and knows no screen.
package fieldmap
