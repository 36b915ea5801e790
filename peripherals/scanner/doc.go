// Package scanner takes pages from document scanners and cameras: through SANE's
// scanimage(1) in a process of its own, over the network by eSCL, from a folder
// that another program fills, from a video device in a process of its own, or
// through the service of a camera's vendor. All implement desk.Scanner.
//
// It hands over whole pages only and judges nothing about what stands on
// them: sharpness, blank sides and order belong to package gate below it. It is not
// a driver and links no vendor code, since a driver that blocks in C must
// never be able to stop the desk.
package scanner
