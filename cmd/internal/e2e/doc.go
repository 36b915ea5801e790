// Package e2e holds the counter's day as a test: the real programs in a real
// terminal with every device attached, driven by keys only, and judged by what
// the world saw. It has no code of its own.
package e2e
