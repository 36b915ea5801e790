package sync

import tea "charm.land/bubbletea/v2"

// steps are the messages of one piece of work that goes on beside the counter.
type steps <-chan tea.Msg

// begin starts the work. What it tells while the screen has not shown the step
// before is left out; its end always comes, as the last message.
func begin(cancel func(), work func(tell func(tea.Msg)) tea.Msg) steps {
	out := make(chan tea.Msg, 1)
	go func() {
		defer cancel()
		out <- work(func(m tea.Msg) {
			select {
			case out <- m:
			default:
			}
		})
		close(out)
	}()
	return out
}

// listen waits for the next message.
func (s steps) listen() tea.Cmd {
	return func() tea.Msg { return <-s }
}
