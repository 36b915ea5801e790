package practice

import (
	"context"

	"xiaochuang/desk"
)

// A Listed is a scene with what has come of it so far.
type Listed struct {
	Scene Scene
	Runs  int    // ended runs of the scene as it stands now
	Best  int    // points of the best of them
	Last  *Sheet // of the latest, nil with no run
}

// A shelf keeps the results of the runs in the journal, which is read once and
// from then on only where it has grown.
type shelf struct {
	read    int64
	open    []desk.Entry // the lines of a run that has not ended
	results map[string]Listed
}

func newShelf() shelf { return shelf{results: map[string]Listed{}} }

// Scenes lists the scenes with their results.
func (s *Stage) Scenes(ctx context.Context) ([]Listed, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	lines, err := journal(ctx, s.witness, s.shelf.read)
	if err != nil {
		return nil, err
	}
	s.shelf.take(lines, s.scene)
	out := make([]Listed, 0, len(s.scenes))
	for _, x := range s.scenes {
		l := s.shelf.results[x.ID]
		l.Scene = x
		out = append(out, l)
	}
	return out, nil
}

// take adds the runs that new lines hold. A run of another wording of its scene
// does not count: it was played by other rules.
func (h *shelf) take(lines []desk.Entry, scene func(string) (Scene, bool)) {
	if len(lines) == 0 {
		return
	}
	h.read = lines[len(lines)-1].N
	runs := Runs(append(h.open, lines...))
	h.open = nil
	for i, p := range runs {
		if !p.Ended {
			if i == len(runs)-1 {
				h.open = p.Entries
			}
			continue
		}
		x, ok := scene(p.Scene)
		if !ok || x.Digest != p.Digest {
			continue
		}
		sheet := Score(x, p.Entries)
		l := h.results[p.Scene]
		l.Runs++
		l.Best, l.Last = max(l.Best, sheet.Points), &sheet
		h.results[p.Scene] = l
	}
}
