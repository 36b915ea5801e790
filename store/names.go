package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// names is the index by which cases are found by what is sealed on the disk: the
// applicants' names, with the matters beside them. It is in memory only, and
// made anew after the keys are there.
type names struct {
	turn   sync.Mutex // one at a time follows the journal
	mu     sync.RWMutex
	begun  bool
	done   bool
	total  int
	bytes  int64
	upto   int64 // line of the journal that it has followed
	refs   []ref
	places map[string]uint32 // case → place in refs
	texts  map[string]*text  // by kind and characters
	starts map[rune][]*text  // names by their first character, for what is spelled
	titles []*text
}

// A ref is one case.
type ref struct {
	id    string // "" for one that has been replaced
	at    int64  // when it was taken in
	name  *text
	title *text
}

// A text is a name or a matter, kept once for all cases that have it.
type text struct {
	runes []rune
	plain string
	cases []uint32 // places in refs
}

// mostNamed bounds how many cases are in the index, the newest first: older ones
// are found by their numbers. In memory it comes to some 60 MB at most.
const mostNamed = 300_000

// longestName bounds how much of a name or matter counts, in characters.
const longestName = 40

// IndexCases makes the index, the newest cases first, and returns when it has all
// of them, when ctx ends or when a read fails. It may run beside everything
// else: it reads in slices and rests between them. Without keys it does nothing.
func (s *Store) IndexCases(ctx context.Context) error {
	if s.keys == nil {
		return nil
	}
	total, err := s.names.begin(ctx, s)
	if err != nil || total < 0 {
		return err
	}
	type place struct {
		at int64
		id string
	}
	from := place{at: 1<<63 - 1}
	for n := 0; n < mostNamed; {
		began := time.Now()
		var slice []named
		err := s.read(ctx, func(q querier) (err error) {
			slice, err = s.booksOn(q).named(ctx, selectCase+`
				WHERE (c.at, c.id) < (?, ?)
				ORDER BY c.at DESC, c.id DESC
				LIMIT 250`, from.at, from.id)
			return err
		})
		if err != nil {
			return fmt.Errorf("index cases: %w", err)
		}
		if len(slice) == 0 {
			break
		}
		s.names.add(slice, false)
		n += len(slice)
		last := slice[len(slice)-1]
		from = place{last.at, last.id}
		if err := rest(ctx, time.Since(began)/4); err != nil {
			return err
		}
	}
	s.names.mu.Lock()
	s.names.done = true
	s.names.mu.Unlock()
	return nil
}

// rest leaves the processor to others for a while.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// begin notes where the journal ends, so that what is written later is followed;
// total is negative where the index was begun before.
func (x *names) begin(ctx context.Context, s *Store) (total int, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.begun {
		return -1, nil
	}
	err = s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `
			SELECT (SELECT coalesce(max(n), 0) FROM journal), (SELECT count(*) FROM case_file)`,
		).Scan(&x.upto, &total)
	})
	if err != nil {
		return -1, fmt.Errorf("index cases: %w", err)
	}
	x.begun, x.total = true, total
	x.places, x.texts, x.starts = map[string]uint32{}, map[string]*text{}, map[rune][]*text{}
	return total, nil
}

// Finding tells how far the index is.
func (s *Store) Finding() desk.Finding {
	x := &s.names
	x.mu.RLock()
	defer x.mu.RUnlock()
	return desk.Finding{
		Begun: x.begun, Done: x.done, Cases: len(x.places), Total: x.total, Names: len(x.texts) - len(x.titles), Bytes: x.bytes,
	}
}

// A named is what the index keeps of a case.
type named struct {
	id, name, title string
	at              int64
}

// named reads cases for the index. Their keys are not kept: they are many, and
// those of the cases in hand are to stay.
func (b books) named(ctx context.Context, query string, args ...any) ([]named, error) {
	return list(ctx, b.q, func(r *sql.Rows) (named, error) {
		var doc string
		var wrapped []byte
		if err := r.Scan(&doc, &wrapped); err != nil {
			return named{}, err
		}
		var c desk.CaseDoc
		if err := decode(doc, &c); err != nil {
			return named{}, err
		}
		n := named{id: c.ID, title: c.Title, at: takenIn(c.Case).UnixMilli()}
		err := b.opener.once(caseOwner(c.ID), memberPrivate, wrapped, c.Sealed, &c.Private)
		n.name = c.Private.Applicant.Name
		return n, b.unreadable(ctx, caseOwner(c.ID), err)
	}, query, args...)
}

// add puts cases into the index. What is there already is left alone, or
// replaced where it has changed.
func (x *names) add(slice []named, replace bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, n := range slice {
		at, known := x.places[n.id]
		name, title := identity.Spell(n.name), identity.Spell(n.title)
		if known {
			if !replace || x.refs[at].same(name, title) {
				continue
			}
			x.refs[at].id = "" // what points here finds nothing
		}
		x.places[n.id] = uint32(len(x.refs))
		r := ref{id: n.id, at: n.at, name: x.text('n', name), title: x.text('t', title)}
		for _, t := range [...]*text{r.name, r.title} {
			if t != nil {
				t.cases = append(t.cases, uint32(len(x.refs)))
			}
		}
		x.refs = append(x.refs, r)
		x.bytes += sizeOfRef + int64(len(n.id))
	}
}

// What an entry takes in memory, roughly: a case with its place in the map and
// in two lists, and a text with its own.
const (
	sizeOfRef  = 48 + 40 + 16
	sizeOfText = 160
)

func (r *ref) same(name, title []rune) bool {
	return r.name.is(name) && r.title.is(title)
}

func (t *text) is(runes []rune) bool {
	if t == nil {
		return len(runes) == 0
	}
	return slices.Equal(t.runes, runes[:min(len(runes), longestName)])
}

// text returns the text of a kind with these characters, nil for none.
func (x *names) text(kind rune, runes []rune) *text {
	if len(runes) == 0 {
		return nil
	}
	runes = runes[:min(len(runes), longestName)]
	plain := string(runes)
	key := string(kind) + plain
	if t := x.texts[key]; t != nil {
		return t
	}
	t := &text{runes: runes, plain: plain}
	x.texts[key] = t
	if kind == 't' {
		x.titles = append(x.titles, t)
	} else {
		x.starts[runes[0]] = append(x.starts[runes[0]], t)
	}
	x.bytes += sizeOfText + int64(2*len(plain)+4*len(runes))
	return t
}

// follow brings the index up to the journal, whoever has written it.
func (s *Store) follow(ctx context.Context) error {
	x := &s.names
	x.turn.Lock()
	defer x.turn.Unlock()
	x.mu.RLock()
	begun, upto := x.begun, x.upto
	x.mu.RUnlock()
	if !begun {
		return nil
	}
	for {
		last := upto
		err := s.read(ctx, func(q querier) error {
			lines, err := list(ctx, q, func(r *sql.Rows) (raw []byte, err error) { return raw, r.Scan(&last, &raw) }, `
				SELECT n, line
				FROM journal
				WHERE n > ?
				ORDER BY n
				LIMIT 500`, upto)
			if err != nil {
				return err
			}
			var news []named
			for _, id := range casesIn(lines) {
				one, err := s.booksOn(q).named(ctx, selectCase+` WHERE c.id = ?`, id)
				if err != nil {
					return err
				}
				news = append(news, one...)
			}
			x.add(news, true)
			return nil
		})
		if err != nil {
			return fmt.Errorf("follow the journal: %w", err)
		}
		if last == upto {
			return nil
		}
		upto = last
		x.mu.Lock()
		x.upto = max(x.upto, upto)
		x.mu.Unlock()
	}
}

// casesIn lists the cases that lines record, each once.
func casesIn(lines [][]byte) []string {
	var ids []string
	for _, raw := range lines {
		var l struct {
			Body struct {
				Cases []struct {
					ID string `json:"id"`
				} `json:"cases"`
			} `json:"body"`
		}
		if json.Unmarshal(raw, &l) != nil {
			continue // Verify tells of it
		}
		for _, c := range l.Body.Cases {
			if !slices.Contains(ids, c.ID) {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// A hit is a case that the index has found.
type hit struct {
	id   string
	rank int // 0 for a whole name, 1 for its beginning, 2 for anything else
	at   int64
}

// find looks words up: every one of them must stand in the name or the matter of
// a case. The best and then the newest come first.
func (x *names) find(words []string, limit int) []hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	ranks := map[uint32]int{}
	for i, w := range words {
		found := x.word(identity.Spell(w))
		if i == 0 {
			ranks = found
			continue
		}
		for at := range ranks {
			r, ok := found[at]
			if !ok {
				delete(ranks, at)
				continue
			}
			ranks[at] = min(ranks[at], r)
		}
	}
	hits := make([]hit, 0, len(ranks))
	for at, rank := range ranks {
		if r := &x.refs[at]; r.id != "" {
			hits = append(hits, hit{r.id, rank, r.at})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.rank != b.rank:
			return a.rank - b.rank
		case a.at != b.at:
			return int(min(max(b.at-a.at, -1), 1))
		}
		return strings.Compare(b.id, a.id)
	})
	return hits[:min(len(hits), limit)]
}

// word finds the cases of one word, with how well it fits.
func (x *names) word(typed []rune) map[uint32]int {
	found := map[uint32]int{}
	if len(typed) == 0 {
		return found
	}
	add := func(t *text, rank int) {
		for _, at := range t.cases {
			if old, ok := found[at]; !ok || rank < old {
				found[at] = rank
			}
		}
	}
	plain := string(typed)
	for first, list := range x.starts {
		if !begins(typed, first) {
			if typed[0] >= 'a' && typed[0] <= 'z' {
				continue
			}
			for _, t := range list {
				if strings.Contains(t.plain, plain) {
					add(t, 2)
				}
			}
			continue
		}
		for _, t := range list {
			switch {
			case t.plain == plain || len(t.runes) == len(typed) && identity.Spelled(typed, t.runes):
				add(t, 0)
			case identity.Spelled(typed, t.runes):
				add(t, 1)
			case strings.Contains(t.plain, plain):
				add(t, 2)
			}
		}
	}
	if len(typed) > 1 {
		for _, t := range x.titles {
			if identity.Contained(typed, t.runes) {
				add(t, 2)
			}
		}
	}
	return found
}

// begins reports whether what is typed can begin a name with that first
// character.
func begins(typed []rune, first rune) bool { return identity.Spelled(typed[:1], []rune{first}) }
