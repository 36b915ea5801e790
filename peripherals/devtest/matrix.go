package devtest

import (
	"cmp"
	"slices"
	"testing"
)

// A FaultKind is one column of the fault matrix.
type FaultKind string

// What befalls devices. "" is a fault of a family's own, such as a paper jam.
const (
	Unplug      FaultKind = "unplug"
	Silence     FaultKind = "silence"
	HalfFrame   FaultKind = "half a frame"
	Garbage     FaultKind = "garbage"
	StuckWrite  FaultKind = "stuck write"
	WrongBaud   FaultKind = "wrong baud"
	SecondOwner FaultKind = "second owner"
	Panic       FaultKind = "panic"
	Slow        FaultKind = "slow"
)

// FaultKinds lists the columns.
func FaultKinds() []FaultKind {
	return []FaultKind{Unplug, Silence, HalfFrame, Garbage, StuckWrite, WrongBaud, SecondOwner, Panic, Slow}
}

// A Bed is one row of the fault matrix: a family of devices, as one driver
// reaches it.
type Bed struct {
	Name string
	// Plug attaches a device and returns it with the faults that can befall it.
	Plug func(t *testing.T) (Subject, []Fault)
	// Never says of a kind of fault why it cannot exist here.
	Never map[FaultKind]string
	// Apart gives each fault a device of its own: one that had several in a row
	// pauses longer and longer.
	Apart bool
}

// gaps lists what is wrong with a row: cells that are neither tested nor
// explained, and those that are both.
func (b Bed) gaps(faults []Fault) []string {
	var out []string
	for _, k := range FaultKinds() {
		tested := slices.ContainsFunc(faults, func(f Fault) bool { return f.Kind == k })
		switch why := b.Never[k]; {
		case !tested && why == "":
			out = append(out, b.Name+": "+string(k)+" is neither tested nor said to be impossible")
		case tested && why != "":
			out = append(out, b.Name+": "+string(k)+" is said to be impossible, and happens")
		}
	}
	return out
}

// Matrix lets every kind of fault befall every family of devices; see Faults. A
// cell that nobody thought of fails.
func Matrix(t *testing.T, beds []Bed) {
	for _, b := range beds {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			s, faults := b.Plug(t)
			for _, gap := range b.gaps(faults) {
				t.Error(gap)
			}
			if !b.Apart {
				Faults(t, s, faults)
				return
			}
			for i, f := range faults {
				t.Run(cmp.Or(f.Name, string(f.Kind)), func(t *testing.T) {
					t.Parallel()
					s, faults := b.Plug(t)
					Faults(t, s, faults[i:i+1])
				})
			}
		})
	}
}
