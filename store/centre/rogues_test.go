package centre_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// An honest desk has its whole night while others, enrolled like it, send in their
// own name and in its what no desk may, as fast as they can. Each of them is told
// why, each time; none of it is anywhere afterwards.
func TestHonestNightBesideRogues(t *testing.T) { eachStreet(t, honestNightBesideRogues) }

func honestNightBesideRogues(t *testing.T, s *street) {
	honest := newWindow(t)
	honest.enrol(s)
	honest.takeIn(1000)
	honest.mustRun(s.url)
	bomb := []byte(strings.Repeat(" ", 8<<20))
	id := s.Suite().Digest([]byte("x"))
	type trick struct {
		name   string
		letter func(p *peer) letter
		status int
		code   string
	}
	part := func(p *peer, id, query string, body []byte) letter {
		return letter{method: "POST", target: uplink.PartPath(id) + query, session: p.session, body: body}
	}
	tricks := []trick{
		{"as the honest one", func(p *peer) letter {
			l := p.slice(1, p.chain, p.line("r1", desk.ActShiftBegan, `{}`))
			l.as = honest.id()
			return l
		}, 401, uplink.CodeSignature},
		{"for the honest one", func(p *peer) letter {
			l := p.hello()
			l.body = bytes.ReplaceAll(l.body, []byte(p.id), []byte(honest.id()))
			return l
		}, 403, uplink.CodeIdentity},
		{"a forged chain", func(p *peer) letter {
			return p.slice(p.next, p.chain.Link(p.keys.Suite(), []byte("forged")), p.line("r1", desk.ActShiftBegan, `{}`))
		}, 412, uplink.CodeFork},
		{"too large", func(p *peer) letter {
			return part(p, id, "?offset=0&total=600000", make([]byte, uplink.MaxPart+1))
		}, 413, uplink.CodeTooLarge},
		{"a bomb", func(p *peer) letter { return p.slice(p.next, p.chain, bomb) }, 413, uplink.CodeTooLarge},
		{"a path in a hash", func(p *peer) letter {
			return part(p, "sm3:..%2F..%2F..%2Fetc%2Fpasswd", "?offset=0&total=1", []byte("x"))
		}, 400, uplink.CodeInvalid},
		{"another page than it says", func(p *peer) letter {
			return part(p, id, "?offset=0&total=1", []byte("y"))
		}, 422, uplink.CodeDamaged},
		{"a cursor of its own", func(p *peer) letter {
			return letter{method: "GET", target: uplink.FeedPath + "?cursor=Zm9v&limit=1", session: p.session}
		}, 410, uplink.CodeRefetch},
	}
	var wg sync.WaitGroup
	over := make(chan struct{})
	tried := make([]int, len(tricks))
	for i, x := range tricks {
		p := newPeer(t, s, fmt.Sprintf("%02d", i+2))
		p.open()
		wg.Go(func() {
			for done := false; !done || tried[i] < 3; tried[i]++ {
				l := x.letter(p)
				if l.target != uplink.HelloPath {
					l.counter = p.count()
				}
				switch status, f, b := p.send(l); {
				case status == 429: // among so many it may be its turn to wait
				case status != x.status || f.Code != x.code:
					t.Errorf("%s: %d %s, want %d %s", x.name, status, b, x.status, x.code)
					return
				}
				select {
				case <-over:
					done = true
				default:
				}
			}
		})
	}
	// And a flood of those that connect and say nothing.
	var silent []net.Conn
	for range 200 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		silent = append(silent, c)
	}
	c := honest.takeIn(700_000, 1000)
	honest.tickets(60)
	r := honest.mustRun(s.url)
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Error(err)
	}
	honest.mustRun(s.url)
	close(over)
	wg.Wait()
	for _, c := range silent {
		c.Close()
	}
	same(t, s, honest, nil)
	once(t, honest, map[string]int{c.ID: 1})
	list, err := s.Desks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list[1:] {
		if d.Events != 0 || d.Awaiting != 0 {
			t.Errorf("of a rogue there is %+v", d)
		}
	}
	told, _ := json.Marshal(tried)
	t.Logf("%s tricks beside a run of %d requests, %d of them again", told, r.Requests, r.Retries)
}
