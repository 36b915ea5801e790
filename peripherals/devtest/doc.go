// Package devtest holds one contract suite for each port of a device, run on
// the simulators always and on hardware with a flag, and rigs of real software
// to run drivers against: SANE's test backend, an IPP Everywhere printer.
//
// It is for tests only. A program that a rig needs and does not find fails the
// test with the name of the package to install.
package devtest
