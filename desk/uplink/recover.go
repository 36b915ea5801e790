package uplink

import (
	"context"
	"errors"

	"xiaochuang/desk"
)

// LogPath is where a desk asks for the lines that it once sent.
const LogPath = Root + "/desk/log"

// MaxLog is how many lines one answer to LogPath has at most.
const MaxLog = 200

// A LogPage is a piece of what a centre keeps of a desk: its lines in the order in
// which they first came, each once, and the keys of what is sealed in them.
type LogPage struct {
	Lines []LogLine   `json:"lines"`
	Keys  []SealedKey `json:"keys,omitempty"`
	More  bool        `json:"more"`
}

// A LogLine is one line as it came. Its record id is what the next page is asked
// after; Line is empty for one that is too long for an answer.
type LogLine struct {
	RID  string `json:"rid"`
	Line []byte `json:"line"`
}

// A SealedKey is the key of an object, sealed to the box of the desk that was
// enrolled last.
type SealedKey struct {
	Owner  string `json:"owner"` // "case:01J…"
	Sealed []byte `json:"sealed"`
}

// An Archive is the centre as one that gives a desk its lines back. A desk that
// was not enrolled with a fresh code gets a Refusal with CodeApproval, and one that
// asks after a line which is not there CodeRefetch.
type Archive interface {
	Log(ctx context.Context, after string, limit int) (LogPage, error)
}

// A Past is the desk's side of a recovery: the lines of an earlier life of the
// desk, on a PC that broke or after the image that this one was restored from.
type Past interface {
	// Recovering returns the record id after which a recovery goes on that was cut
	// short, "" for the beginning.
	Recovering(ctx context.Context) (after string, err error)
	// Recover keeps the lines and keys of a page, in one transaction. What is here
	// already changes nothing.
	Recover(ctx context.Context, p LogPage) (Recovered, error)
	// Settle makes the tables anew from all lines, and ends the recovery where no
	// more is to come.
	Settle(ctx context.Context, whole bool) error
}

// Recovered counts what a recovery brought back.
type Recovered struct {
	Seen    int // lines that the centre has of this desk
	Lines   int // of them, new here
	Keys    int // of objects that open again
	Strange int // lines that are none of this desk's, and were left out
	Whole   bool
}

// Recover says hello and brings back from the centre every line of this desk that
// is not here. It may be cut anywhere and goes on the next time; with nothing
// missing it changes nothing.
func (c *Courier) Recover(ctx context.Context, past Past, from Archive) (Recovered, error) {
	r := &run{Courier: c, budget: budget{free: c.opts.Tries}}
	r.report.Began = c.clock.Now()
	var sum Recovered
	_, err := r.hello(ctx)
	if err == nil {
		err = r.log(ctx, past, from, &sum)
	}
	if sum.Whole || sum.Lines+sum.Keys > 0 {
		// What has come is to be seen, also where the rest has not.
		err = errors.Join(err, past.Settle(context.WithoutCancel(ctx), sum.Whole))
	}
	return sum, problem(ctx, err)
}

func (r *run) log(ctx context.Context, past Past, from Archive, sum *Recovered) error {
	r.phase = PhaseLog
	after, err := past.Recovering(ctx)
	if err != nil {
		return err
	}
	for begun := 0; ; {
		var page LogPage
		err := r.try(ctx, func(ctx context.Context) (err error) {
			page, err = from.Log(ctx, after, MaxLog)
			return err
		})
		no, refused := errors.AsType[*Refusal](err)
		switch {
		case refused && no.Fault.Code == CodeRefetch && after != "":
			after = "" // The centre is another than it was.
			continue
		case rehello(err) && begun < rounds:
			begun++
			if _, err := r.hello(ctx); err != nil {
				return err
			}
			continue
		case refused && no.Fault.Code == CodeNotFound:
			return &desk.Problem{Kind: desk.Unavailable, What: "recover.centre", Cause: err}
		case err != nil:
			return err
		}
		if len(page.Lines) > MaxLog || page.More && len(page.Lines) == 0 {
			return &desk.Problem{Kind: desk.Broken, What: "recover.page"}
		}
		got, err := past.Recover(ctx, page)
		if err != nil {
			return err
		}
		sum.Seen += len(page.Lines)
		sum.Lines += got.Lines
		sum.Keys += got.Keys
		sum.Strange += got.Strange
		r.opts.Progress(Progress{Phase: PhaseLog, Done: int64(sum.Seen), Total: int64(sum.Seen)})
		if !page.More {
			sum.Whole = true
			return nil
		}
		if next := page.Lines[len(page.Lines)-1].RID; next != after {
			after = next
			continue
		}
		return &desk.Problem{Kind: desk.Broken, What: "recover.page"}
	}
}
