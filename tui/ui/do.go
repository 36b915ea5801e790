package ui

import (
	"context"
	"reflect"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Do returns a command that runs f with a deadline. f must return when its
// context ends, and must not read what Update writes: it gets copies.
func Do(ctx context.Context, timeout time.Duration, f func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		return f(ctx)
	}
}

// A Reply is a message on its way back to the screen that asked for it.
type Reply struct {
	Screen string // ID of the screen
	Gen    int    // the generation in which it asked; a screen opened anew has another
	Msg    tea.Msg
}

// ForApp marks the messages of this package that the App itself answers, such
// as OpenDialog; Address does not wrap them.
type ForApp interface{ forApp() }

// Address wraps what cmd brings into a Reply to the given screen, so that the
// App can deliver it there or drop it when the generation is stale. Bubble
// Tea's own messages and those marked ForApp pass unwrapped; batches and
// sequences are addressed member by member.
func Address(screen string, gen int, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		return address(screen, gen, cmd())
	}
}

func address(screen string, gen int, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case OpenDialog:
		msg.Screen, msg.Gen = screen, gen
		return msg
	case nil, Reply, ForApp:
		return msg
	case tea.BatchMsg:
		return tea.BatchMsg(addressAll(screen, gen, msg))
	}
	t := reflect.TypeOf(msg)
	if !strings.HasPrefix(t.PkgPath(), teaPath) {
		return Reply{screen, gen, msg}
	}
	// The message of tea.Sequence is a slice of commands of a private type.
	if list := reflect.TypeFor[[]tea.Cmd](); t.ConvertibleTo(list) {
		cmds := reflect.ValueOf(msg).Convert(list).Interface().([]tea.Cmd)
		return tea.Sequence(addressAll(screen, gen, cmds)...)()
	}
	return msg
}

var teaPath = reflect.TypeFor[tea.QuitMsg]().PkgPath()

func addressAll(screen string, gen int, cmds []tea.Cmd) []tea.Cmd {
	out := make([]tea.Cmd, 0, len(cmds))
	for _, c := range cmds {
		if c != nil {
			out = append(out, Address(screen, gen, c))
		}
	}
	return out
}
