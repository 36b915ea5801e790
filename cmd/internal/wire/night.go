package wire

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre/client"
	syncscreen "xiaochuang/tui/sync"
	"xiaochuang/tui/text"
)

// centreFile keeps the address of the centre that the desk was enrolled to.
const centreFile = "centre.url"

// night is the exchange with the street centre: at closing, at the set hour,
// when catching up after a start, and by hand. It never slows the counter.
type night struct {
	d       *Desk
	boot    string
	pending atomic.Int64 // lines not acknowledged, for the title line
	due     atomic.Pointer[plan]
	asked   atomic.Pointer[time.Time] // the earliest that the centre wants to see this desk
	state   atomic.Pointer[desk.Health]
}

func (d *Desk) night() *night { return &night{d: d, boot: bootID()} }

// CentreURL is where the street centre is, "" where the desk knows none.
func (d *Desk) CentreURL() string {
	b, err := readBounded(filepath.Join(d.Dir, centreFile), 4096)
	if err == nil {
		return strings.TrimSpace(string(b))
	}
	return d.Config.Centre.URL
}

// dial returns a client of the centre at url.
func (d *Desk) dial(url string) (*client.Client, error) {
	c := client.Config{
		URL: url, Desk: d.Station.Code + "-" + d.Station.Desk, Keys: d.Store.Keys(), OtherKey: d.Store.OtherKey,
		Now: func() time.Time { return d.Store.Reckoned(context.Background()) },
	}
	if path := d.Config.Centre.CA; path != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(d.Dir, path)
		}
		ca, err := readBounded(path, maxConfig)
		if err != nil {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.ca", Cause: err}
		}
		c.CA = ca
	}
	return client.Dial(c)
}

// Enrol makes the desk known to the centre at url under a one-time code and
// keeps who the centre is.
func (d *Desk) Enrol(ctx context.Context, url, code, software string) (uplink.Enrolled, error) {
	c, err := d.dial(url)
	if err != nil {
		return uplink.Enrolled{}, err
	}
	defer c.Close()
	e, err := c.Enrol(ctx, code, software)
	if err != nil {
		return e, err
	}
	out := d.Store.Outbox()
	defer out.Close()
	if err := out.Enrolled(ctx, e); err != nil {
		return e, err
	}
	return e, replaceFile(filepath.Join(d.Dir, centreFile), []byte(url+"\n"))
}

// enrolled reports whether the desk knows a centre.
func (n *night) enrolled() bool {
	if n.d.CentreURL() == "" {
		return false
	}
	out := n.d.Store.Outbox()
	defer out.Close()
	_, err := out.State(context.Background())
	return err == nil
}

// unsent is shown in the title line; it does not block.
func (n *night) unsent() int { return int(n.pending.Load()) }

// health is the centre's lamp; ok is false where no centre is known.
func (n *night) health() (desk.Health, bool) {
	h := n.state.Load()
	if h == nil {
		return desk.Health{}, false
	}
	return *h, true
}

// count refreshes what is pending.
func (n *night) count(ctx context.Context) (uplink.State, error) {
	out := n.d.Store.Outbox()
	defer out.Close()
	s, err := out.State(ctx)
	if err == nil {
		n.pending.Store(int64(s.Pending.Events))
	}
	return s, err
}

// Status tells what has not been sent.
func (n *night) Status(ctx context.Context) (syncscreen.Status, error) {
	url := n.d.CentreURL()
	s, err := n.count(ctx)
	if url == "" || desk.KindOf(err) == desk.NotFound {
		return syncscreen.Status{}, nil
	}
	if err != nil {
		return syncscreen.Status{}, err
	}
	out := n.d.Store.Outbox()
	defer out.Close()
	st := syncscreen.Status{
		Enrolled: true, URL: url, Lines: int(s.Pending.Events), Pages: int(s.Pending.Blobs), Bytes: s.Pending.Bytes,
	}
	if due := n.due.Load(); due != nil {
		st.NextTry = due.at
	}
	if st.LastRun, err = out.LastSync(ctx); err != nil {
		return st, err
	}
	if err := lookBack(ctx, out, &st); err != nil {
		return st, err
	}
	if st.Catalogue, err = n.d.editionLines(ctx); err != nil {
		return st, err
	}
	if err := n.told(ctx, &st); err != nil {
		return st, err
	}
	return st, n.differences(ctx, &st)
}

// listed is how many cases that wait are listed, and how many runs before.
const listed = 30

// A SyncRun is a run to the street centre, looked back on.
type SyncRun = store.SyncRun

// Runs lists the latest runs of the station's processes, the latest first.
func (d *Desk) Runs(ctx context.Context) ([]SyncRun, error) {
	out := d.Store.Outbox()
	defer out.Close()
	return out.Runs(ctx, listed)
}

// lookBack adds the cases whose pages wait and the runs before.
func lookBack(ctx context.Context, out *store.Outbox, st *syncscreen.Status) error {
	waiting, err := out.Waiting(ctx, listed)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		st.Items = append(st.Items, syncscreen.Item{Case: w.Case, Pages: w.Pages, Bytes: w.Bytes, Code: w.Code, Next: w.Next})
	}
	runs, err := out.Runs(ctx, listed)
	for _, r := range runs {
		x := syncscreen.Run{Began: r.Began, Ended: r.Ended, Why: string(r.Why), Lines: r.Lines, Pages: r.Pages, Bytes: r.Bytes, Applied: r.Applied}
		if r.Fault != nil {
			x.Fault = r.Fault
		}
		st.Runs = append(st.Runs, x)
	}
	return err
}

// told adds what the street tells the station as a whole.
func (n *night) told(ctx context.Context, st *syncscreen.Status) error {
	if n.d.ordered(ctx) {
		st.Told = append(st.Told, text.WipeOrdered)
	}
	list, err := n.d.Dispatches.Current(ctx)
	for _, a := range list {
		st.Told = append(st.Told, text.AnnouncedHere(a.Words, a.By, a.Until))
	}
	return err
}

// lookedAt is how many hand-overs are looked at for differences, and mostNamed how
// many are named.
const (
	lookedAt  = 200
	mostNamed = 5
)

// differences counts what the street found of hand-overs, the latest first.
func (n *night) differences(ctx context.Context, st *syncscreen.Status) error {
	list, err := n.d.Store.Batches(ctx, desk.BatchFilter{States: []desk.BatchState{desk.BatchGone, desk.BatchSigned}, Limit: lookedAt})
	for _, b := range list {
		found, _ := b.Differences()
		if len(found) == 0 {
			continue
		}
		if st.Differences += len(found); len(st.Batches) < mostNamed {
			st.Batches = append(st.Batches, desk.Tail(b.No))
		}
	}
	return err
}

// Run makes one run and tells how it goes.
func (n *night) Run(ctx context.Context, why string, tell func(syncscreen.Progress)) (syncscreen.Progress, error) {
	var p syncscreen.Progress
	r, err := n.d.Sync(ctx, n.boot, uplink.Trigger(why), func(u uplink.Progress) {
		switch u.Phase {
		case uplink.PhaseFeed:
			p.Heard = int(u.Done)
		case uplink.PhaseEvents:
			p.Lines = int(u.Done)
		case uplink.PhasePages:
			p.Pages, p.Bytes = int(u.Done), u.Bytes
		}
		p.Cause, p.Next = "", time.Time{}
		if u.Waiting > 0 {
			p.Cause, p.Next = u.Cause, n.d.Clock.Now().Add(u.Waiting)
		}
		tell(p)
	})
	n.ended(err)
	if w := r.NextWindow; w != nil && w.Spread >= 0 {
		at := w.NotBefore.Add(rand.N(time.Duration(min(w.Spread, mostSpread))*time.Second + 1))
		n.asked.Store(&at)
	}
	n.replan(context.WithoutCancel(ctx), false)
	if _, cerr := n.count(context.WithoutCancel(ctx)); cerr != nil && err == nil {
		n.d.Log.Warn("count pending", "err", cerr)
	}
	return syncscreen.Progress{Lines: r.Sent, Pages: r.Blobs, Bytes: r.Bytes, Decisions: r.Applied, Heard: r.FeedLines, Unread: r.SentAll(err)}, err
}

// Codes of the centre's lamp.
const (
	codeSilent  = "silent"
	codeFeed    = "feed"        // everything was sent, and what the street said was not taken
	codeRefused = "not_welcome" // it answers, and takes nothing from this desk
)

// ended notes how a run ended, for the screen and the lamp. A run that was stopped by
// hand, and one that another process makes, tell nothing of the centre.
func (n *night) ended(err error) {
	now := n.d.Clock.Now()
	h := desk.Health{Family: desk.FamilyCentre, State: desk.DeviceOK, LastOK: now, Since: now}
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled), desk.KindOf(err) == desk.Locked:
		return
	case text.FeedNotTaken(err):
		h.State, h.Code = desk.DeviceFault, codeFeed
	case uplink.Refuses(err):
		h.State, h.Code, h.LastOK = desk.DeviceFault, codeRefused, time.Time{}
	default:
		h.State, h.Code, h.LastOK = desk.DeviceSilent, codeSilent, time.Time{}
	}
	if err != nil {
		n.d.Log.Warn("night run", "err", err)
	}
	n.state.Store(&h)
}

// Sync makes one run. Only one process of a station does at a time: the others
// get a Problem of kind Locked.
func (d *Desk) Sync(ctx context.Context, boot string, why uplink.Trigger, progress func(uplink.Progress)) (uplink.Report, error) {
	var r uplink.Report
	err := d.withCentre(boot, why, progress, func(c *uplink.Courier, out *store.Outbox, _ *client.Client) (err error) {
		no, err := out.RunBegan(ctx, why)
		if err != nil {
			return err
		}
		r, err = c.Run(ctx)
		if e := out.RunEnded(context.WithoutCancel(ctx), no, r, err); e != nil {
			d.Log.Warn("note end of run", "err", e)
		}
		if r.Unsettled != nil {
			d.Log.Warn("order not carried out", "err", r.Unsettled)
		}
		if p, ok := errors.AsType[*desk.Problem](err); ok && p.What == "store.wiped" {
			d.dropKeyCopies()
			d.Log.Warn("keys dropped by order of the street")
		}
		if r.Unread != nil {
			d.Log.Warn("what the street said was not read", "err", r.Unread)
		}
		if r.Refused != nil {
			d.Log.Warn("catalogue refused", "err", r.Refused)
		}
		d.Log.Info("night run", "catalogue", r.Staged, "sent", r.Sent, "pages", r.Blobs, "bytes", r.Bytes, "applied", r.Applied,
			"returned", r.Returned, "restored", r.Restored, "requests", r.Requests, "retries", r.Retries, "ok", err == nil)
		return err
	})
	return r, err
}

// Recover brings back from the centre what this desk sent in an earlier life: on a
// PC that broke, or after the image that this one was restored from. It then makes
// a run, so that both sides agree.
func (d *Desk) Recover(ctx context.Context, boot string, progress func(uplink.Progress)) (uplink.Recovered, uplink.Report, error) {
	var got uplink.Recovered
	var r uplink.Report
	err := d.withCentre(boot, uplink.TriggerCommand, progress, func(c *uplink.Courier, out *store.Outbox, from *client.Client) (err error) {
		got, err = c.Recover(ctx, out, from)
		d.Log.Info("recovery", "seen", got.Seen, "lines", got.Lines, "keys", got.Keys, "strange", got.Strange, "ok", err == nil)
		if err != nil {
			return err
		}
		r, err = c.Run(ctx)
		return err
	})
	return got, r, err
}

// withCentre lends a courier to the centre, to one process of a station at a time.
func (d *Desk) withCentre(boot string, why uplink.Trigger, progress func(uplink.Progress), do func(*uplink.Courier, *store.Outbox, *client.Client) error) error {
	url := d.CentreURL()
	if url == "" {
		return &desk.Problem{Kind: desk.NotFound, What: "sync.none"}
	}
	release, err := d.lockNight()
	if err != nil {
		return err
	}
	defer release()
	c, err := d.dial(url)
	if err != nil {
		return err
	}
	defer c.Close()
	out := d.Store.Outbox()
	defer out.Close()
	courier := uplink.NewCourier(out, c, d.Store.Keys().Suite(), d.Clock, uplink.Options{
		Software: "xiaochuang", Station: d.Station.Name, Boot: boot, Patience: patienceOf(why), Random: rand.Float64, Progress: progress,
		Pace:  paceOf(why),
		Shelf: d.shelf(), Library: c, Steward: d.Store.Steward(d.logRange), Certifier: c,
	})
	return do(courier, out, c)
}

// While the counter is open, what nobody waits for takes no more of the line than
// this: 256 kbit/s.
const (
	officeFrom  = 9
	officeUntil = 17
	officePace  = 256_000 / 8
)

// paceOf is how fast the pages of a run may go, by the time of day.
func paceOf(why uplink.Trigger) func(time.Time) int64 {
	if why != uplink.TriggerStart && why != uplink.TriggerNight {
		return nil
	}
	return func(now time.Time) int64 {
		if h := now.In(desk.Beijing).Hour(); h < officeFrom || h >= officeUntil {
			return 0
		}
		return officePace
	}
}

// How long one run goes on retrying before it gives up until the next: one that is
// made by itself, or on a screen that says why it waits and how to stop it; and one by
// a command, where somebody waits for the answer.
const (
	runPatience     = 10 * time.Minute
	commandPatience = time.Minute
)

func patienceOf(why uplink.Trigger) time.Duration {
	if why == uplink.TriggerCommand {
		return commandPatience
	}
	return runPatience
}
