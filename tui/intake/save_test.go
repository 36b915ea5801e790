package intake

import (
	"errors"
	"slices"
	"sync"
	"testing"
)

func TestShelfKeepsTheOrder(t *testing.T) {
	var x shelf
	var wrote []string
	write := func(what string) func() error {
		return func() error { wrote = append(wrote, what); return nil }
	}
	first, second, ending := x.turn(), x.turn(), x.turn()
	other := x.turn()
	for _, w := range []struct {
		id, what string
		turn     int
	}{
		{"c1", "second save", second},
		{"c1", "first save", first}, // came late: there is a newer one
		{"c2", "save of another case", other},
		{"c1", "ending", ending},
		{"c1", "second save", second}, // must not bring the draft back
	} {
		if err := x.put(w.id, w.turn, write(w.what)); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"second save", "save of another case", "ending"}; !slices.Equal(wrote, want) {
		t.Errorf("wrote %q, want %q", wrote, want)
	}
	refused := errors.New("refused")
	if err := x.put("c1", x.turn(), func() error { return refused }); !errors.Is(err, refused) {
		t.Errorf("the error of a write is %v", err)
	}
}

func TestShelfIsForMany(t *testing.T) {
	var x shelf
	turns := make([]int, 50)
	for i := range turns {
		turns[i] = x.turn()
	}
	last := 0
	var wg sync.WaitGroup
	for _, turn := range turns {
		wg.Go(func() {
			_ = x.put("c1", turn, func() error {
				if turn < last {
					t.Errorf("turn %d was written after %d", turn, last)
				}
				last = turn
				return nil
			})
		})
	}
	wg.Wait()
	if last != turns[len(turns)-1] {
		t.Errorf("the latest write was turn %d", last)
	}
}
