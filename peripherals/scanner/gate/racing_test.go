//go:build race

package gate_test

// racing is true under the race detector, where a page takes ten times as long.
const racing = true
