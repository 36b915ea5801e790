//go:build race

package tui_test

// racing says that the race detector watches, which makes everything slow.
const racing = true
