package centre_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/recordstest"
)

// pushers is how many desks push at once, and pushed how many slices each.
const (
	pushers = 8
	pushed  = 25
)

// leastOfBare is the share of the bare pace that ours must keep. Ours take sixteen
// columns with three indexes, each line read and chained at both ends of the wire.
const leastOfBare = 0.33

// BenchmarkPush lets eight desks push slices of 200 lines at once to a centre on
// PostgreSQL, signed, compressed and chained, and in turn, in the same run, lets
// eight connections put the same lines into a table with the same keys by a bare
// INSERT … SELECT FROM unnest. Lines a second of both, and ours divided by theirs.
func BenchmarkPush(b *testing.B) {
	address := recordstest.Shared(b).Database(b)
	s := openStreetAs(b, centre.Config{Dir: b.TempDir(), Reserve: -1, Street: tenant, Database: address})
	bare := newBare(b, recordstest.Shared(b).Database(b))
	desks := make([]*pusher, pushers)
	for i := range desks {
		desks[i] = newPusher(b, s, fmt.Sprintf("%02d", i+2))
	}
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		eachPusher(b, desks, func(p *pusher) error { return p.push(b) })
		ours += time.Since(began)
		began = time.Now()
		eachPusher(b, desks, func(p *pusher) error { return bare.push(b, p) })
		theirs += time.Since(began)
	}
	lines := float64(b.N) * pushers * pushed * uplink.MaxBatch
	b.ReportMetric(lines/ours.Seconds(), "lines/s")
	b.ReportMetric(lines/theirs.Seconds(), "bare-lines/s")
	share := theirs.Seconds() / ours.Seconds()
	b.ReportMetric(share, "of-bare")
	if share < leastOfBare && b.N > 1 { // The first turn warms up.
		b.Errorf("lines go at %.2f of the bare pace, less than %.2f", share, leastOfBare)
	}
	b.ReportMetric(loaded(), "load")
}

// A pusher is a desk that makes lines as fast as they are taken.
type pusher struct {
	*peer

	client *client.Client
	n      int
}

func newPusher(b *testing.B, s *street, no string) *pusher {
	b.Helper()
	p := &pusher{peer: newPeer(b, s, no)}
	var err error
	if p.client, err = client.Dial(client.Config{URL: s.url, Desk: p.id, Keys: p.keys}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.client.Close() })
	suite := p.keys.Suite()
	p.chain = uplink.Begin(suite, p.inc)
	w, err := p.client.Hello(b.Context(), uplink.Hello{
		Desk: p.id, Incarnation: p.inc, No: 1, AckedChain: p.chain.Text(suite), Instance: "i", Wall: time.Now(),
	})
	if err != nil || w.Action != uplink.Continue {
		b.Fatalf("hello: %+v %v", w, err)
	}
	p.next = 1
	return p
}

// lines are the next 200, of some 400 bytes each, as a desk writes on average.
func (p *pusher) lines() [][]byte {
	out := make([][]byte, uplink.MaxBatch)
	for i := range out {
		p.n++
		note := p.keys.Suite().Digest([]byte(fmt.Sprint(p.n)))
		out[i] = p.line(fmt.Sprintf("%s-%d", p.id, p.n), desk.ActTicketTaken, fmt.Sprintf(`{"note":{"a":%q,"b":%q}}`, note, note[4:40]))
	}
	return out
}

func (p *pusher) push(b *testing.B) error {
	for range pushed {
		s := uplink.Slice{Incarnation: p.inc, First: p.next, Prev: p.chain, Lines: p.lines()}
		if _, err := p.client.Append(b.Context(), s); err != nil {
			return err
		}
		p.next, p.chain = p.next+int64(len(s.Lines)), s.Chain(p.keys.Suite())
	}
	return nil
}

func eachPusher(b *testing.B, desks []*pusher, do func(*pusher) error) {
	b.Helper()
	var all sync.WaitGroup
	for _, p := range desks {
		all.Go(func() {
			if err := do(p); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}

// A bare table takes lines as they come, and knows nothing else.
type bare struct{ pool *pgxpool.Pool }

func newBare(b *testing.B, address string) *bare {
	b.Helper()
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		b.Fatal(err)
	}
	c.MaxConns = pushers
	pool, err := pgxpool.NewWithConfig(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	_, err = pool.Exec(b.Context(), `CREATE TABLE event(desk_id TEXT NOT NULL, incarnation TEXT NOT NULL, seq BIGINT NOT NULL,
		rid TEXT NOT NULL, line BYTEA NOT NULL, PRIMARY KEY(desk_id, rid), UNIQUE(desk_id, incarnation, seq))`)
	if err != nil {
		b.Fatal(err)
	}
	return &bare{pool}
}

func (x *bare) push(b *testing.B, p *pusher) error {
	for range pushed {
		lines := p.lines()
		p.n -= len(lines) // The desk sends them later.
		var rids []string
		var seqs []int64
		for i := range lines {
			seqs = append(seqs, time.Now().UnixNano())
			rids = append(rids, fmt.Sprintf("%d-%d", seqs[i], i))
		}
		_, err := x.pool.Exec(b.Context(), `
			INSERT INTO event(desk_id, incarnation, seq, rid, line)
			SELECT $1, $2, s, r, l FROM unnest($3::bigint[], $4::text[], $5::bytea[]) AS t(s, r, l)
			ON CONFLICT DO NOTHING`, p.id, p.inc, seqs, rids, lines)
		if err != nil {
			return err
		}
	}
	return nil
}
