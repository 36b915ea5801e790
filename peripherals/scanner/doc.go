// Package scanner takes pages from document scanners: through SANE's
// scanimage(1) in a process of its own, or from a folder that another program
// fills. Both implement desk.Scanner.
//
// It hands over whole pages only and judges nothing about what stands on
// them: sharpness, blank sides and order belong to the quality gate. It is not
// a driver and links no vendor code, since a driver that blocks in C must
// never be able to stop the desk.
package scanner
