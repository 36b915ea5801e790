package wire

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/mattn/go-runewidth"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/peripherals/caller"
	"xiaochuang/peripherals/caller/page"
	"xiaochuang/tui/board"
)

// OpenBoard builds the graph of a board beside a console: the store without its
// keys, so that nothing personal can be read. practice takes the folder of
// practice. A folder that no console has opened yet is a Problem of kind NotFound
// and What "board.none".
func OpenBoard(ctx context.Context, o Options, practice bool) (*Desk, error) {
	o.keyless = true
	open := Open
	if practice {
		open = openPracticeBoard
	}
	d, err := open(ctx, o)
	if desk.KindOf(err) == desk.NotFound && !errors.Is(err, ErrNoStation) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "board.none", Cause: err}
	}
	return d, err
}

func openPracticeBoard(ctx context.Context, o Options) (*Desk, error) {
	dir := practiceDir(o)
	if !practiceFolder(dir) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "board.none"}
	}
	cfg, err := demoConfig()
	if err != nil {
		return nil, err
	}
	cfg.Station.Desk = practiceDesk
	st := cfg.station()
	st.Demo, st.Practice = true, true
	return assemble(ctx, dir, cfg, st, identity.Rehearsal, desk.SystemClock{}, o)
}

// readBoard reads what the waiting room may see.
func (d *Desk) readBoard(ctx context.Context) (desk.Board, error) {
	s, err := d.Store.Today(ctx)
	if err != nil {
		return desk.Board{}, err
	}
	tickets, err := d.Store.Tickets(ctx, s.Day)
	if err != nil {
		return desk.Board{}, err
	}
	shifts, err := d.Store.Shifts(ctx, s.Day)
	if err != nil {
		return desk.Board{}, err
	}
	return desk.BoardOf(d.Station, s.Day, d.Clock.Now(), tickets, shifts), nil
}

// again is how long to wait before what has failed is tried once more.
const again = 5 * time.Second

// until runs do over and over until ctx ends.
func until(ctx context.Context, do func(context.Context) error, failed func(error)) {
	for ctx.Err() == nil {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// feed starts the reading of the board.
func (d *Desk) feed(ctx context.Context) *caller.Feed {
	f := caller.NewFeed(d.readBoard, d.Log)
	go f.Run(ctx)
	go until(ctx, func(ctx context.Context) error { return d.Store.Watch(ctx, f.Changed) },
		func(err error) { d.Log.Warn("watch the store", "err", err) })
	return f
}

// boardFPS is enough for a flash of two a second, and wakes an idle board less
// often.
const boardFPS = 15

// Board shows the board in the terminal until somebody ends it.
func (d *Desk) Board(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	boards, stop := d.feed(ctx).Watch()
	defer stop()
	runewidth.DefaultCondition.EastAsianWidth = false
	m := board.New(board.Config{Boards: boards, Now: d.Clock.Now, Theme: d.theme(), Still: d.Config.Board.Still})
	_, err := tea.NewProgram(m, tea.WithContext(ctx), tea.WithFPS(boardFPS)).Run()
	if errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, context.Canceled) || errors.Is(err, tea.ErrInterrupted) {
		return nil // the terminal went away
	}
	return err
}

// BoardPage serves the board as a page until ctx ends. ready is told the address
// once it is open.
func (d *Desk) BoardPage(ctx context.Context, address string, ready func(string)) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return &desk.Problem{Kind: desk.Unavailable, What: "board.listen", Cause: err}
	}
	ready(l.Addr().String())
	err = page.New(d.feed(ctx), d.Clock, d.Log).Serve(ctx, l)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// A waitingRoom is what a console does for those who wait: it speaks their
// numbers and serves the page, each in one process of the station only.
type waitingRoom struct {
	desk  *Desk
	voice *caller.Voice
	mine  atomic.Bool // this process speaks
}

// openWaitingRoom starts what the configuration asks for, and does nothing where
// it asks for nothing.
func (d *Desk) openWaitingRoom(ctx context.Context) *waitingRoom {
	c := d.Config.Board
	vol, _ := c.volumes() // checked by fault
	w := &waitingRoom{desk: d, voice: caller.NewVoice(caller.VoiceOptions{Command: c.Sound, Volumes: vol, Clock: d.Clock, Log: d.Log})}
	if len(c.Sound) == 0 && c.Listen == "" {
		return w
	}
	f := d.feed(ctx)
	if len(c.Sound) > 0 {
		go w.held(ctx, "voice", func(ctx context.Context) error {
			w.mine.Store(true)
			defer w.mine.Store(false)
			go w.voice.Run(ctx)
			f.Announcer(w.voice)(ctx)
			return ctx.Err()
		})
	}
	if c.Listen != "" {
		go w.held(ctx, "board-page", func(ctx context.Context) error {
			l, err := net.Listen("tcp", c.Listen)
			if err != nil {
				return err
			}
			return page.New(f, d.Clock, d.Log).Serve(ctx, l)
		})
	}
	return w
}

// held runs do while this process has a lock of the store, and waits for the lock
// while another one has it.
func (w *waitingRoom) held(ctx context.Context, lock string, do func(context.Context) error) {
	until(ctx, func(ctx context.Context) error {
		release, err := w.desk.Store.Lock(lock)
		if desk.KindOf(err) == desk.Locked {
			return nil
		}
		if err != nil {
			return err
		}
		defer release()
		return do(ctx)
	}, func(err error) { w.desk.Log.Warn("waiting room", "what", lock, "err", err) })
}

// health is the lamp of the voice, where there is one.
func (w *waitingRoom) health() (desk.Health, bool) {
	return w.voice.Health(), len(w.desk.Config.Board.Sound) > 0
}

// Muted implements tui.Sound.
func (w *waitingRoom) Muted() bool { return w.voice.Muted() }

// Mute implements tui.Sound.
func (w *waitingRoom) Mute(muted bool) { w.voice.Mute(muted) }

// Speaks implements tui.Sound.
func (w *waitingRoom) Speaks() bool { return w.mine.Load() }
