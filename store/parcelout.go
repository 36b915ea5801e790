package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/parcel"
	"xiaochuang/store/seal"
)

// ParcelOptions are what CarryOut may be told.
type ParcelOptions struct {
	Software  string
	LinesOnly bool                  // no pages, for a stick that is too small for them
	Volume    int64                 // about how many bytes one file takes; 0 for 1 GiB
	Disk      parcel.Disk           // nil for the real one
	Duty      desk.Duty             // who carries it
	Progress  func(uplink.Progress) // nil for nobody
}

// defaultVolume keeps what has to be written again after an interruption small,
// and is far below what a file system of a stick takes.
const defaultVolume = 1 << 30

// A ParcelOut is what was written onto a stick.
type ParcelOut struct {
	ID      string
	Files   []string // written now
	Kept    int      // files of the same parcel that were whole already
	Lines   int64
	Pages   int
	Bytes   int64 // of pages
	PutOff  []uplink.PutOff
	Folder  string
	Pending uplink.Pending // before
}

// CarryOut writes what the centre has not acknowledged onto the stick that is
// mounted at dir: files that the street alone can open, signed by this desk, each
// whole or not there. Nothing is acknowledged by it. Where it was interrupted, the
// files that were finished count and it goes on behind them. When it returns, the
// stick may be pulled.
//
// It is for one process at a time: hold the lock "night".
func (o *Outbox) CarryOut(ctx context.Context, dir string, opts ParcelOptions) (ParcelOut, error) {
	out := ParcelOut{Folder: dir}
	if opts.Disk == nil {
		opts.Disk = parcel.RealDisk{}
	}
	if opts.Volume <= 0 || opts.Volume > defaultVolume {
		opts.Volume = defaultVolume
	}
	if opts.Progress == nil {
		opts.Progress = func(uplink.Progress) {}
	}
	if o.s.keys == nil {
		return out, errNoKeys
	}
	s, err := o.State(ctx)
	if err != nil {
		return out, err
	}
	out.Pending = s.Pending
	stick, err := parcel.OpenStick(dir, true, opts.Disk)
	if err != nil {
		return out, err
	}
	defer stick.Close()
	p := &packer{o: o, opts: opts, stick: stick, out: &out}
	if p.box, err = o.streetBox(ctx); err != nil {
		return out, err
	}
	if err := p.begin(ctx, s); err != nil {
		return out, err
	}
	if err := p.room(ctx); err != nil {
		return out, err
	}
	for more := true; more; {
		if more, err = p.volume(ctx); err != nil {
			return out, err
		}
	}
	return out, stick.Sync()
}

// streetBox is the key that things are sealed to the street with.
func (o *Outbox) streetBox(ctx context.Context) (key seal.PublicKey, err error) {
	var box string
	err = o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT street_box FROM sync_state`).Scan(&box)
	})
	if err != nil {
		return key, missing(err, "store.origin")
	}
	if err := key.UnmarshalText([]byte(box)); err != nil || key.IsZero() {
		return key, &desk.Problem{Kind: desk.NotFound, What: "sync.enrolment", Cause: err}
	}
	return key, nil
}

// A packer writes the volumes of one parcel.
type packer struct {
	o     *Outbox
	opts  ParcelOptions
	stick *parcel.Stick
	out   *ParcelOut
	box   seal.PublicKey

	s     uplink.State
	next  parcel.Label // of the volume to be written: number and where the one before ended
	at    int64        // place of the last line that is in a volume
	chain uplink.Chain
	after pageCursor
	done  uplink.Progress
}

// begin finds the volumes of a parcel that was interrupted, or begins one.
func (p *packer) begin(ctx context.Context, s uplink.State) error {
	last, err := p.unfinished(s)
	if err != nil {
		return err
	}
	if last == nil {
		var id [8]byte
		rand.Read(id[:]) // Never fails: crypto/rand ends the program instead.
		p.next.ID = hex.EncodeToString(id[:])
		if err := p.writeDown(ctx, p.next.ID); err != nil {
			return err
		}
	}
	for n := 1; n > 0; {
		if n, err = p.o.Share(ctx); err != nil {
			return err
		}
	}
	if p.s, err = p.o.State(ctx); err != nil {
		return err
	}
	p.next.Kind, p.next.Desk, p.next.Incarnation, p.next.Volume = parcel.Out, p.s.Desk, p.s.Incarnation, 1
	p.at, p.chain = p.s.Acked, p.s.AckedChain
	p.after = pageCursor{n: -1}
	if last != nil {
		p.next.ID, p.next.Volume, p.out.Kept = last.ID, last.Volume+1, last.Volume
		p.after = pageCursor{last.PageN, last.PageID}
		p.at = p.s.Base + last.Last
		p.chain, err = uplink.Gather(ctx, p.o, p.o.s.suite, p.s, p.s.Acked, p.at, p.s.AckedChain, func(uplink.Slice) error { return nil })
	}
	p.out.ID = p.next.ID
	return err
}

// unfinished looks on the stick for the whole volumes of a parcel of this desk
// that lacks its last ones and still begins where the desk stands. It clears away
// what was never finished.
func (p *packer) unfinished(s uplink.State) (*parcel.Label, error) {
	names, err := p.stick.Names()
	if err != nil {
		return nil, err
	}
	own, err := p.o.s.keys.Signing().Public()
	if err != nil {
		return nil, err
	}
	volumes := map[string][]*parcel.Label{}
	for _, name := range names {
		if parcel.Unfinished(name, s.Desk) {
			if err := p.stick.Remove(name); err != nil {
				return nil, err
			}
		}
		l := p.ownLabel(name, own)
		if l != nil && l.Desk == s.Desk && l.Incarnation == s.Incarnation && l.To == p.box && l.Volume == len(volumes[l.ID])+1 &&
			l.Last <= s.Head-s.Base {
			volumes[l.ID] = append(volumes[l.ID], l)
		}
	}
	for _, v := range volumes {
		if last := v[len(v)-1]; v[0].First == s.Acked-s.Base+1 && last.More {
			return last, nil
		}
	}
	return nil, nil
}

// ownLabel is the label of a volume that this desk wrote, nil for any other file.
func (p *packer) ownLabel(name string, own seal.PublicKey) *parcel.Label {
	if !parcel.IsOut(name) {
		return nil
	}
	f, err := p.stick.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	v, err := parcel.Open(f)
	if err != nil || v.Name() != name || v.SignedBy(p.o.s.suite, own) != nil {
		return nil
	}
	return &v.Label
}

// writeDown keeps in the journal who carried what was not sent out of the house.
// While nobody has vouched for the clock nothing is written down; the street notes
// who brought it all the same.
func (p *packer) writeDown(ctx context.Context, id string) error {
	_, err := p.o.s.Write(ctx, desk.NewID(p.o.s.clock.Now()), p.opts.Duty, func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActParcelWritten, Obj: "parcel:" + id, Note: map[string]string{"parcel": id}}, nil
	})
	if desk.KindOf(err) == desk.ClockDoubt {
		return nil
	}
	return err
}

// A pageCursor is a place among the pages that wait, in the order of a run.
type pageCursor struct {
	n  int64
	id string
}

// pagesAfter lists pages that the centre does not have, of lines up to a place.
func (o *Outbox) pagesAfter(ctx context.Context, c pageCursor, to int64, limit int) ([]uplink.Blob, error) {
	var out []uplink.Blob
	err := o.s.read(ctx, func(q querier) (err error) {
		out, err = list(ctx, q, func(r *sql.Rows) (b uplink.Blob, err error) {
			return b, r.Scan(&b.ID, &b.Size, &b.N)
		}, `
			SELECT id, size, first_n
			FROM blob
			WHERE state = 0 AND first_n <= ? AND (first_n > ? OR first_n = ? AND id > ?)
			ORDER BY first_n, id
			LIMIT ?`, to, c.n, c.n, c.id, limit)
		return err
	})
	return out, err
}

// pagesLeft counts the pages behind a cursor.
func (o *Outbox) pagesLeft(ctx context.Context, c pageCursor, to int64) (n, bytes int64, err error) {
	err = o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `
			SELECT count(*), coalesce(sum(size), 0)
			FROM blob
			WHERE state = 0 AND first_n <= ? AND (first_n > ? OR first_n = ? AND id > ?)`, to, c.n, c.n, c.id).Scan(&n, &bytes)
	})
	return n, bytes, err
}

// spare is what labels, frames and the file system take, beside a thousandth of
// the whole.
const spare = 4 << 20

// room makes sure that the stick takes everything before the first byte of it is
// written.
func (p *packer) room(ctx context.Context) error {
	var lines int64
	err := p.o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT coalesce(sum(length(line) + 1), 0) FROM journal WHERE n > ?`, p.at).Scan(&lines)
	})
	if err != nil {
		return err
	}
	if !p.opts.LinesOnly {
		if p.done.Total, p.done.Whole, err = p.o.pagesLeft(ctx, p.after, p.s.Head); err != nil {
			return err
		}
	}
	free, err := p.stick.Free()
	if err != nil {
		return err
	}
	if need := lines + p.done.Whole + (lines+p.done.Whole)/1000 + spare; free < need {
		return &desk.Problem{Kind: desk.Full, What: "carry.room", Holder: fmt.Sprintf("%d MB / %d MB", need>>20+1, free>>20)}
	}
	return nil
}

// volume writes one more file and reports whether another one follows.
func (p *packer) volume(ctx context.Context) (more bool, err error) {
	pages, more, err := p.plan(ctx)
	if err != nil {
		return false, err
	}
	l := p.next
	l.Written = p.o.s.clock.Now().UTC().Truncate(time.Millisecond)
	l.First, l.Last = p.at-p.s.Base+1, p.s.Head-p.s.Base
	l.PageN, l.PageID, l.More, l.Pages = p.after.n, p.after.id, more, len(pages)
	for _, b := range pages {
		l.PageN, l.PageID = b.N, b.ID
		l.Bytes += b.Size
	}
	chain := p.chain
	err = p.stick.Place(ctx, l.Name(), false, func(w io.Writer) error {
		return parcel.Write(w, p.o.s.suite, p.o.s.keys.Signing(), p.box, l, func(f *parcel.Frames) (err error) {
			chain, err = p.fill(ctx, f, l, pages)
			return err
		})
	})
	if err != nil {
		return false, err
	}
	p.out.Files = append(p.out.Files, l.Name())
	p.out.Lines += l.Last - l.First + 1
	p.at, p.chain, p.after = p.s.Head, chain, pageCursor{l.PageN, l.PageID}
	p.next.Volume++
	return more, nil
}

// plan chooses the pages of the next volume.
func (p *packer) plan(ctx context.Context) (pages []uplink.Blob, more bool, err error) {
	if p.opts.LinesOnly {
		return nil, false, nil
	}
	at, size := p.after, int64(0)
	for {
		due, err := p.o.pagesAfter(ctx, at, p.s.Head, uplink.MaxMissing)
		if err != nil {
			return nil, false, err
		}
		for _, b := range due {
			if size += b.Size; size > p.opts.Volume && len(pages) > 0 {
				return pages, true, nil
			}
			pages, at = append(pages, b), pageCursor{b.N, b.ID}
		}
		if len(due) < uplink.MaxMissing {
			return pages, false, nil
		}
	}
}

// fill puts the requests of a run into a volume.
func (p *packer) fill(ctx context.Context, f *parcel.Frames, l parcel.Label, pages []uplink.Blob) (uplink.Chain, error) {
	end := parcel.End{Lines: l.Last - l.First + 1}
	if err := f.Put(parcel.FrameHello, p.hello(l), nil); err != nil {
		return p.chain, err
	}
	put := func(s uplink.Slice) error {
		packed, err := uplink.Pack(s.Body())
		if err != nil {
			return err
		}
		p.opts.Progress(uplink.Progress{Phase: uplink.PhaseEvents, Done: s.Last() - l.First + 1, Total: end.Lines})
		return f.Put(parcel.FrameSlice, parcel.Slice{Incarnation: s.Incarnation, First: s.First, Prev: s.Prev.Text(p.o.s.suite)}, packed)
	}
	chain, err := uplink.Gather(ctx, p.o, p.o.s.suite, p.s, p.at, p.s.Head, p.chain, put)
	if err != nil {
		return chain, err
	}
	p.done.Phase = uplink.PhasePages
	for _, b := range pages {
		whole, err := p.page(ctx, f, b)
		if err != nil {
			return chain, err
		}
		if whole {
			end.Pages++
			end.Bytes += b.Size
		}
	}
	if err := f.Put(parcel.FrameEnd, end, nil); err != nil {
		return chain, err
	}
	p.out.Pages += end.Pages
	p.out.Bytes += end.Bytes
	return chain, nil
}

func (p *packer) hello(l parcel.Label) uplink.Carried {
	s := p.s
	return uplink.Carried{Generation: s.Generation, Hello: uplink.Hello{
		Desk: s.Desk, Incarnation: s.Incarnation, No: s.No,
		Head: s.Head - s.Base, Acked: s.Acked - s.Base, AckedChain: s.AckedChain.Text(p.o.s.suite),
		JournalN: s.Head, JournalHash: s.HeadHash, Instance: s.Instance, Software: p.opts.Software,
		Wall: l.Written, FeedCursor: s.Cursor, Catalogue: s.Catalogue, Pending: s.Pending,
	}}
}

// page puts one page into the volume, part by part. One whose file is lost or
// damaged here is put off, and the parcel goes on without it.
func (p *packer) page(ctx context.Context, f *parcel.Frames, b uplink.Blob) (whole bool, err error) {
	for at := int64(0); at < b.Size; {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		part, err := p.o.Part(ctx, b.ID, at, int(min(int64(uplink.MaxPart), b.Size-at)))
		if kind := desk.KindOf(err); kind == desk.NotFound || kind == desk.Broken {
			until := p.o.s.clock.Now().Add(time.Hour)
			p.out.PutOff = append(p.out.PutOff, uplink.PutOff{ID: b.ID, Code: "page.lost", Next: until})
			return false, p.o.PutOff(ctx, b.ID, "page.lost", until)
		}
		if err != nil {
			return false, err
		}
		if err := f.Put(parcel.FramePart, parcel.Part{ID: b.ID, Offset: at, Total: b.Size}, part); err != nil {
			return false, err
		}
		at += int64(len(part))
		p.done.Bytes += int64(len(part))
		p.opts.Progress(p.done)
	}
	p.done.Done++
	p.opts.Progress(p.done)
	return true, nil
}

var errNoKeys = errors.New("store opened without keys")
