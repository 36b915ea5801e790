package practice

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"sync"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// A Witness is the ledger of practice. It passes everything on to the store and
// notes beside it what only a trainer would see: whose identity was bound, and
// when, and when the first page of each material was taken. It lets no number
// of a real person through: such an act or draft is a Problem of kind Denied
// and What "identity.real_person", and nothing of it is stored.
type Witness struct {
	desk.Ledger

	saving sync.Mutex // held while the lines of one draft are written

	mu    sync.Mutex // guards what follows; never held over a write, since annotate runs within one
	scene *Scene     // nil while none is played
	duty  desk.Duty
	seen  map[string]faces // by id of the draft
	stage *Stage           // told of acts; nil for nobody
}

// faces are what was last seen in a draft.
type faces struct {
	applicant face
	agent     face
	pages     map[string]bool
}

// A face is who stands in a draft, and whether card or keyboard said so.
type face struct{ who, source string }

var _ desk.Ledger = (*Witness)(nil)

// NewWitness returns the ledger of practice over a store.
func NewWitness(store desk.Ledger) *Witness {
	return &Witness{Ledger: store, seen: map[string]faces{}}
}

// play begins or, with nil, ends the watching of a scene.
func (w *Witness) play(s *Scene, d desk.Duty) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scene, w.duty, w.seen = s, d, map[string]faces{}
}

// Write implements desk.Ledger.
func (w *Witness) Write(ctx context.Context, rid string, d desk.Duty, decide func(desk.Tx) (desk.Act, error)) (desk.Done, error) {
	var due []int
	done, err := w.Ledger.Write(ctx, rid, d, func(tx desk.Tx) (desk.Act, error) {
		act, err := decide(tx)
		if err != nil {
			return act, err
		}
		if err := guardAct(&act); err != nil {
			return desk.Act{}, err
		}
		w.annotate(&act)
		if w.stage != nil {
			due = w.stage.coming(act.Kind)
		}
		return act, nil
	})
	if w.stage == nil || len(due) == 0 {
		return done, err
	}
	if err != nil {
		w.stage.takeBack(due)
		return done, err
	}
	return done, w.stage.came(ctx, due)
}

// annotate writes into the line of a visit's end who applicant and agent are in
// the scene, which the sealed part of the line does not tell.
func (w *Witness) annotate(a *desk.Act) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.scene == nil || endings[a.Kind] == "" {
		return
	}
	f := w.seen[a.DropDraft]
	if len(a.Cases) > 0 {
		f = w.look(&a.Cases[0])
	}
	note := maps.Clone(a.Note)
	if note == nil {
		note = map[string]string{}
	}
	for key, who := range map[string]string{noteApplicant: f.applicant.who, noteAgent: f.agent.who} {
		if who != "" {
			note[key] = who
		}
	}
	if len(note) > 0 {
		a.Note = note
	}
}

// SaveDraft implements desk.Ledger.
func (w *Witness) SaveDraft(ctx context.Context, d desk.Draft) error {
	if err := guardCase(&d.Case); err != nil {
		return err
	}
	if err := w.Ledger.SaveDraft(ctx, d); err != nil {
		return err
	}
	return w.notice(ctx, &d.Case)
}

// notice writes down what is new in a draft.
func (w *Witness) notice(ctx context.Context, c *desk.Case) error {
	w.saving.Lock()
	defer w.saving.Unlock()
	scene, d, notes := w.compare(c)
	for _, n := range notes {
		if _, err := w.write(ctx, scene, d, n.kind, n.note); err != nil {
			return err
		}
		if w.stage == nil {
			continue
		}
		if err := w.stage.came(ctx, w.stage.coming(n.kind)); err != nil {
			return err
		}
	}
	return nil
}

// A jotting is one line to be written.
type jotting struct {
	kind desk.ActKind
	note map[string]string
}

// compare lists what is new in a draft: persons before pages, because a person
// that was entered in the same moment stood there first.
func (w *Witness) compare(c *desk.Case) (scene string, d desk.Duty, out []jotting) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.scene == nil {
		return "", d, nil
	}
	was, is := w.seen[c.ID], w.look(c)
	for _, x := range []struct {
		role    Role
		was, is face
	}{{Applicant, was.applicant, is.applicant}, {Agent, was.agent, is.agent}} {
		if x.is != x.was && x.is.who != "" {
			out = append(out, jotting{ActBound, map[string]string{
				noteCase: c.ID, noteRole: string(x.role), noteWho: x.is.who, noteSource: x.is.source,
			}})
		}
	}
	for i := range c.Materials {
		if key := c.Materials[i].Key; is.pages[key] && !was.pages[key] {
			out = append(out, jotting{ActPage, map[string]string{noteCase: c.ID, notePiece: key}})
		}
	}
	for key := range was.pages { // a page that was dropped has been taken all the same
		is.pages[key] = true
	}
	w.seen[c.ID] = is
	return w.scene.ID, w.duty, out
}

// look says what stands in a case.
func (w *Witness) look(c *desk.Case) faces {
	f := faces{applicant: w.face(c.Private.Applicant), pages: map[string]bool{}}
	if c.Private.Agent != nil {
		f.agent = w.face(*c.Private.Agent)
	}
	for i := range c.Materials {
		if len(c.Materials[i].Pages) > 0 {
			f.pages[c.Materials[i].Key] = true
		}
	}
	return f
}

// face tells who somebody is once name and a whole number stand there. A known
// number under another name is a stranger.
func (w *Witness) face(p desk.Person) face {
	name := strings.TrimSpace(p.Name)
	n := identity.Fold(p.Number)
	if name == "" || !identity.Synthetic(n) || identity.Check(identity.CitizenCard, n).Verdict != identity.OK {
		return face{}
	}
	f := face{who: stranger, source: p.Source}
	for _, x := range w.scene.People {
		if identity.Fold(x.Number) == n && x.Name == name {
			f.who = x.Key
		}
	}
	return f
}

// write writes a line about a scene.
func (w *Witness) write(ctx context.Context, scene string, d desk.Duty, k desk.ActKind, note map[string]string) (desk.Entry, error) {
	s, err := w.Today(ctx)
	if err != nil {
		return desk.Entry{}, err
	}
	done, err := w.Ledger.Write(ctx, desk.NewID(s.At), d, func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: k, Obj: "scene:" + scene, Note: note}, nil
	})
	return done.Entry, err
}

// numbered is a note with one number.
func numbered(key string, n int) map[string]string { return map[string]string{key: strconv.Itoa(n)} }
