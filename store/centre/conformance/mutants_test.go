package conformance_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/seal"
)

// A mutant is a centre with one rule broken, and the checks that notice: of the
// parts that they are of, those and no others.
type mutant struct {
	name  string
	in    func(http.Handler) http.Handler
	fails string // with a question mark after one that depends on who is faster
}

// heavy are checks that move megabytes; they are made where they are what
// notices.
var heavy = []string{"events.bomb", "events.size", "events.oversize", "part.oversize", "part.partial"}

// checks are all those of the parts that a mutant's are of, such as "events.",
// and of one that has refusals, up to a level.
func (m mutant) checks(level int) (ids []string) {
	parts := []string{"path"}
	for _, id := range strings.Fields(m.fails) {
		part, _, _ := strings.Cut(id, ".")
		parts = append(parts, part)
	}
	for _, c := range conformance.Checks() {
		part, _, _ := strings.Cut(c.ID, ".")
		if c.Level <= level && slices.Contains(parts, part) && (!slices.Contains(heavy, c.ID) || slices.Contains(strings.Fields(m.fails), c.ID)) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func mutants() []mutant {
	taken := uplink.Appended{}
	nothing := uplink.Missing{Missing: []uplink.Want{}}
	return []mutant{
		{"slices are acknowledged and not stored", ackedUnstored, `hello.resumes hello.desk_behind hello.fork hello.moved events.append events.again events.recut events.gap events.fork events.prev events.fenced events.reborn events.twice events.race events.digest events.cut events.form events.count events.size events.oversize events.bomb`},
		{"counters are not looked at", altered(instead(uplink.CodeCounter, 200, nothing)), `proof.counter`},
		{"counters of parts are not looked at", altered(func(r *http.Request, a *reply) {
			if strings.HasSuffix(r.URL.Path, "/parts") && a.code() == uplink.CodeCounter {
				a.say(202, uplink.PartTaken{})
			}
		}), `proof.counter`},
		{"forged signatures pass", altered(instead(uplink.CodeSignature, 200, nothing)), `enrol.proof proof.forged proof.target proof.bare`},
		{"sessions do not end", altered(instead(uplink.CodeSession, 200, nothing)), `proof.ended proof.session`},
		{"a nonce is taken twice", altered(instead(uplink.CodeReplayed, 200, uplink.Welcome{})), `hello.replayed`},
		{"a body may name another desk", altered(instead(uplink.CodeIdentity, 200, uplink.Welcome{})), `hello.identity`},
		{"a code is taken twice", altered(instead(uplink.CodeCode, 200, uplink.Enrolled{})), `enrol.wrong enrol.desk enrol.once`},
		{"gaps are taken", altered(instead(uplink.CodeGap, 200, taken)), `events.gap`},
		{"a gap is told without next_seq", altered(instead(uplink.CodeGap, 409, uplink.Fault{Code: uplink.CodeGap})), `events.gap`},
		{"forks are taken", altered(instead(uplink.CodeFork, 200, taken)), `events.fork events.prev events.race?`},
		{"closed incarnations may append", altered(instead(uplink.CodeFenced, 200, taken)), `events.fenced`},
		{"digests are not looked at", altered(instead(uplink.CodeDigest, 200, taken)), `enrol.digest proof.body events.digest part.digest`},
		{"nothing is too large", altered(instead(uplink.CodeTooLarge, 200, taken)), `events.count events.size events.oversize events.bomb missing.count part.oversize witness.count`},
		{"anything is a request", altered(instead(uplink.CodeInvalid, 200, nothing)), `enrol.form hello.form events.cut events.form missing.path part.form part.path feed.form catalogue.form catalogue.version log.form witness.form rekey.proof`},
		{"a slice that came before is a conflict", altered(on(uplink.EventsPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Appended) {
				if v.Duplicates > 0 {
					a.say(409, uplink.Fault{Code: uplink.CodeGap, NextSeq: v.NextSeq})
				}
			})
		})), `events.again events.recut events.reborn events.twice lines.told_again lines.reborn`},
		{"duplicates are not counted", altered(on(uplink.EventsPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Appended) { v.Duplicates = 0 })
		})), `events.again events.recut events.reborn events.twice lines.told_again lines.reborn`},
		{"hello names another catalogue", altered(on(uplink.HelloPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Welcome) {
				if v.Catalogue != nil {
					v.Catalogue.Version += ".1"
				}
			})
		})), `catalogue.hello`},
		{"the centre alters the catalogue", altered(on(uplink.ManifestPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Manifest) { v.Expires = v.Effective })
		})), `catalogue.hello catalogue.signed catalogue.version`},
		{"objects are altered", altered(func(r *http.Request, a *reply) {
			if strings.Contains(r.URL.Path, "/catalogue/") && r.URL.Path != uplink.ManifestPath && a.status == 200 && a.header.Get("Content-Encoding") == "" {
				a.body = bytes.ReplaceAll(a.body, []byte("item 1"), []byte("item 9"))
			}
		}), `catalogue.delta catalogue.packed catalogue.object`},
		{"a delta begins anew each time", altered(on(uplink.DeltaPath, func(_ *http.Request, a *reply) {
			if i := bytes.IndexByte(a.body, '\n'); i >= 0 && a.header.Get("Content-Encoding") == "" {
				a.body = a.body[:i+1]
			}
		})), `catalogue.packed`},
		{"a version is always the newest", altered(func(r *http.Request, a *reply) {
			if r.URL.Path == uplink.ManifestPath && r.URL.Query().Has("version") && a.code() != "" {
				a.say(200, uplink.Manifest{})
			}
		}), `catalogue.version`},
		{"what is absent is empty", altered(instead(uplink.CodeAbsent, 200, nothing)), `catalogue.absent catalogue.version`},
		{"one bad line stops the slice", altered(on(uplink.EventsPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Appended) {
				if len(v.Quarantined) > 0 {
					a.say(400, uplink.Fault{Code: uplink.CodeInvalid})
				}
			})
		})), `lines.malformed lines.unknown lines.foreign lines.told_again lines.reborn`},
		{"quarantined lines are not told of", altered(on(uplink.EventsPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Appended) { v.Quarantined = nil })
		})), `lines.malformed lines.unknown lines.foreign lines.told_again`},
		{"the chain is over lines encoded again", altered(on(uplink.EventsPath, reencoded)), `lines.raw`},
		{"hello goes on wherever the desk is", altered(on(uplink.HelloPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Welcome) {
				if v.Action == uplink.NewIncarnation && v.Reason != uplink.NumberTaken {
					v.Action, v.Session, v.NextSeq = uplink.Continue, "s", 1
				}
			})
		})), `hello.desk_behind hello.centre_behind hello.fork hello.fenced hello.unknown`},
		{"hello believes what the desk thinks", altered(on(uplink.HelloPath, believing)), `hello.resumes`},
		{"two PCs may be one desk", altered(on(uplink.HelloPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Welcome) {
				if v.Action == uplink.LockedOut {
					v.Action, v.Session = uplink.Continue, "s"
				}
			})
		})), `hello.moved`},
		{"missing says that nothing is", altered(on(uplink.MissingPath, func(_ *http.Request, a *reply) { a.say(200, nothing) })), `missing.lists missing.resumes missing.count part.partial part.order part.empty part.damaged part.digest part.oversize part.form`},
		{"missing begins at 0 always", altered(on(uplink.MissingPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Missing) {
				for i := range v.Missing {
					v.Missing[i].Next = 0
				}
			})
		})), `missing.resumes part.partial part.order part.empty part.digest`},
		{"a part is a blob", altered(on(uplink.Root+"/blobs/sha256:", func(_ *http.Request, a *reply) {
			if a.status == 202 {
				a.status = 200
			}
		})), `missing.resumes part.partial part.order part.again part.last_again part.empty part.damaged part.digest part.oversize part.race`},
		{"a complete blob is only accepted", altered(on(uplink.Root+"/blobs/sha256:", func(_ *http.Request, a *reply) {
			if a.status == 200 {
				a.status = 202
			}
		})), `part.last_again part.empty part.race`},
		{"empty parts are refused", altered(on(uplink.Root+"/blobs/sha256:", func(r *http.Request, a *reply) {
			if r.ContentLength == 0 {
				a.say(400, uplink.Fault{Code: uplink.CodeInvalid})
			}
		})), `part.empty part.race`},
		{"a damaged blob is stored", altered(instead(uplink.CodeDamaged, 201, uplink.PartTaken{Next: 2000})), `part.damaged`},
		{"a strange cursor begins anew", altered(instead(uplink.CodeRefetch, 200, uplink.Page{Lines: []uplink.Signed{}})), `feed.refetch`},
		{"the feed loses its first line", altered(on(uplink.FeedPath, func(r *http.Request, a *reply) {
			edit(a, func(v *uplink.Page) {
				if r.URL.Query().Get("cursor") == "" && len(v.Lines) > 0 {
					v.Lines = v.Lines[1:]
				}
			})
		})), `feed.gapless feed.again feed.limit`},
		{"the feed is signed by nobody", altered(on(uplink.FeedPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Page) {
				for i := range v.Lines {
					v.Lines[i].Sig = []byte("x")
				}
			})
		})), `feed.signed`},
		{"a page is given once", altered(on(uplink.FeedPath, once())), `feed.again feed.limit`},
		{"the feed never says more", altered(on(uplink.FeedPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Page) { v.More = false })
		})), `feed.limit`},
		{"the log loses a line", altered(on(uplink.LogPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.LogPage) {
				if len(v.Lines) > 2 {
					v.Lines = slices.Delete(v.Lines, 1, 2)
				}
			})
		})), `log.lines log.limit`},
		{"the log is encoded again", altered(on(uplink.LogPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.LogPage) {
				for i := range v.Lines {
					var line map[string]any
					if json.Unmarshal(v.Lines[i].Line, &line) == nil {
						v.Lines[i].Line, _ = json.Marshal(line)
					}
				}
			})
		})), `log.lines`},
		{"the log has a record as often as it came", altered(on(uplink.LogPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.LogPage) {
				if n := len(v.Lines); n > 0 && !v.More {
					v.Lines = append(v.Lines[:n:n], v.Lines[n-1])
				}
			})
		})), `log.lines log.once log.limit`},
		{"the log never says more", altered(on(uplink.LogPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.LogPage) { v.More = false })
		})), `log.limit`},
		{"keys come without a seal of the desk's", altered(on(uplink.LogPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.LogPage) {
				for i := range v.Keys {
					v.Keys[i].Sealed[0] ^= 1
				}
			})
		})), `log.keys`},
		{"anybody with the desk's key reads the log", altered(instead(uplink.CodeApproval, 200, uplink.LogPage{})), `log.code rekey.order`},
		{"the log begins anew after a strange record", altered(func(r *http.Request, a *reply) {
			if r.URL.Path == uplink.LogPath && a.code() == uplink.CodeRefetch {
				a.say(200, uplink.LogPage{})
			}
		}), `log.refetch`},
		{"what comes back is restored each time", altered(on(uplink.WitnessPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Witnessed) { v.Restored, v.Known = v.Known, 0 })
		})), `witness.known witness.forged`},
		{"whatever comes back is believed", altered(on(uplink.WitnessPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Witnessed) { v.Known, v.Refused = v.Known+len(v.Refused), nil })
		})), `witness.forged witness.count`},
		{"a bad line refuses the testimony", altered(on(uplink.WitnessPath, func(_ *http.Request, a *reply) {
			edit(a, func(v *uplink.Witnessed) {
				if len(v.Refused) > 0 {
					a.say(400, uplink.Fault{Code: uplink.CodeInvalid})
				}
			})
		})), `witness.forged witness.count`},
		{"no mark of a centre", altered(func(_ *http.Request, a *reply) { a.header.Del(uplink.HeaderCentre) }), `enrol.taken answer.mark`},
		{"no mark on refusals", altered(func(_ *http.Request, a *reply) {
			if a.status >= 400 {
				a.header.Del(uplink.HeaderCentre)
			}
		}), `answer.mark`},
		{"answers are chunked", altered(func(_ *http.Request, a *reply) { a.chunked = true }), `answer.length`},
		{"answers have no digest", altered(func(_ *http.Request, a *reply) { a.header.Del(uplink.HeaderDigest) }), `answer.digest`},
		{"other methods are 405", altered(func(_ *http.Request, a *reply) {
			if a.status == 404 {
				a.status = 405
			}
		}), `path.unknown path.method answer.status`},
		{"refusals are pages", altered(func(_ *http.Request, a *reply) {
			if a.status >= 400 {
				a.body = []byte("<html>")
			}
		}), `path.unknown path.method answer.json answer.code`},
	}
}

// reencoded tells a chain over lines that went through a JSON library.
func reencoded(r *http.Request, a *reply) {
	d := seal.Intl()
	body, err := uplink.Unpack(r.Body, 2*uplink.MaxLine)
	lines, err2 := uplink.SplitLines(body)
	c, err3 := uplink.ParseChain(d, r.Header.Get(uplink.HeaderPrev))
	if err != nil || err2 != nil || err3 != nil {
		return
	}
	for _, l := range lines {
		var v json.RawMessage
		var compact bytes.Buffer
		if json.Unmarshal(l, &v) == nil && json.Compact(&compact, v) == nil {
			l = compact.Bytes()
		}
		c = c.Link(d, l)
	}
	edit(a, func(v *uplink.Appended) { v.Chain = c.Text(d) })
}

// believing goes on after what the desk says that it has acknowledged.
func believing(r *http.Request, a *reply) {
	var h uplink.Hello
	if json.NewDecoder(r.Body).Decode(&h) != nil {
		return
	}
	edit(a, func(v *uplink.Welcome) {
		if v.Action == uplink.Continue {
			v.NextSeq, v.Chain = h.Acked+1, h.AckedChain
		}
	})
}

// once gives the lines of a page once.
func once() func(*http.Request, *reply) {
	var mu sync.Mutex
	given := map[string]bool{}
	return func(_ *http.Request, a *reply) {
		mu.Lock()
		defer mu.Unlock()
		edit(a, func(v *uplink.Page) {
			lines := []uplink.Signed{}
			for _, s := range v.Lines {
				if !given[s.Line] {
					given[s.Line] = true
					lines = append(lines, s)
				}
			}
			v.Lines = lines
		})
	}
}

func TestMutantsAreNoticed(t *testing.T) {
	for _, m := range mutants() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.noticed(t, newStreet(t, seal.Intl(), m.in).target(conformance.L4))
		})
	}
}

// noticed runs the checks against a mutant, and holds which of them fail.
func (m mutant) noticed(t *testing.T, target conformance.Target) {
	t.Helper()
	target.Only = m.checks(target.Level)
	list, _ := run(t, target)
	var noticed []string
	may := strings.Fields(m.fails)
	want := slices.DeleteFunc(slices.Clone(may), func(id string) bool { return strings.HasSuffix(id, "?") })
	for _, r := range list {
		if r.Outcome != conformance.Passed && !slices.Contains(may, r.ID+"?") {
			noticed = append(noticed, r.ID)
		}
	}
	if len(want) == 0 || !slices.Equal(noticed, want) {
		t.Errorf("noticed by %q, want %q", noticed, want)
	}
	if conformance.Proven(list) {
		t.Error("it is proven")
	}
}
