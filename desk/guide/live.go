package guide

import (
	"slices"
	"sync"
	"sync/atomic"

	"xiaochuang/desk"
)

// A Live is the catalogue in force as a running program has it: another takes its
// place, whole, between two visits. It is the desk.Guide of the use cases, and finds
// in whichever catalogue is in force. Whoever needs several answers of one version
// asks Now once.
type Live struct {
	now  atomic.Pointer[volume]
	load func(version string) (*Catalogue, error)

	mu   sync.Mutex
	past []*Catalogue // those that drafts asked for, the latest used first
}

var _ desk.Guide = (*Live)(nil)

// A volume is a catalogue with its index.
type volume struct {
	*Catalogue
	index *Index
}

// pastKept is how many versions besides that in force are kept in memory.
const pastKept = 4

// NewLive returns a Live in which c is in force. load reads another version by its
// name; nil where there is none.
func NewLive(c *Catalogue, load func(version string) (*Catalogue, error)) *Live {
	l := &Live{load: load}
	l.now.Store(&volume{c, NewIndex(c)})
	return l
}

// Now is the catalogue in force.
func (l *Live) Now() *Catalogue { return l.now.Load().Catalogue }

// Set puts another catalogue in force. The one before stays at hand for what was
// begun with it.
func (l *Live) Set(c *Catalogue) {
	before := l.now.Swap(&volume{c, NewIndex(c)})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(before.Catalogue)
}

// keep puts a catalogue first among those of the past.
func (l *Live) keep(c *Catalogue) {
	l.past = slices.DeleteFunc(l.past, func(x *Catalogue) bool { return x.version == c.version })
	l.past = slices.Insert(l.past, 0, c)
	l.past = l.past[:min(len(l.past), pastKept)]
}

// Of returns the catalogue of a version; ok is false for one that is not here. The
// first time it may read from the disk; what was asked for lately is at hand.
func (l *Live) Of(version string) (c *Catalogue, ok bool) {
	if now := l.Now(); version == "" || now.version == version {
		return now, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.past {
		if x.version == version {
			l.keep(x)
			return x, true
		}
	}
	if l.load == nil {
		return nil, false
	}
	x, err := l.load(version)
	if err != nil || x.version != version {
		return nil, false
	}
	l.keep(x)
	return x, true
}

// At implements desk.Guide.
func (l *Live) At(version string) (desk.Guide, bool) {
	c, ok := l.Of(version)
	if !ok {
		return nil, false
	}
	return c, true
}

// Item implements desk.Guide.
func (l *Live) Item(id string) (desk.Item, bool) { return l.Now().Item(id) }

// Items lists the items in force.
func (l *Live) Items() []desk.Item { return l.Now().Items() }

// Certificate returns a certificate that must not be issued.
func (l *Live) Certificate(key string) (desk.Certificate, bool) { return l.Now().Certificate(key) }

// Certificates lists them.
func (l *Live) Certificates() []desk.Certificate { return l.Now().Certificates() }

// Tailor implements desk.Guide.
func (l *Live) Tailor(id string, answers map[string]string) ([]desk.Requirement, error) {
	return l.Now().Tailor(id, answers)
}

// Delegation implements desk.Guide.
func (l *Live) Delegation() desk.Requirement { return Delegation() }

// Form implements desk.Guide.
func (l *Live) Form(item string) (desk.Form, bool) { return l.Now().Form(item) }

// Version implements desk.Guide.
func (l *Live) Version() string { return l.Now().Version() }

// Digest is that of the catalogue in force.
func (l *Live) Digest() string { return l.Now().Digest() }

// Demonstration implements desk.Guide.
func (l *Live) Demonstration() bool { return l.Now().Demonstration() }

// Find looks in the catalogue in force; see Index.Find.
func (l *Live) Find(query string, limit int, used map[string]int) []Hit {
	return l.now.Load().index.Find(query, limit, used)
}
