package command

import (
	"context"
	"errors"
	"strings"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// Exit codes; text.ExitUses says what they mean.
const (
	exitOK = iota
	exitProblem
	exitUsage
	exitNotFound
	exitBlocked
	exitLocked
	exitUnavailable
	exitDamaged
	exitConfig
)

// A told is an exit code whose reason has been written already.
type told int

// Error is for the log.
func (t told) Error() string { return "told" }

// exitOf chooses the exit code of an error.
func exitOf(err error) int {
	if unconfigured(err) {
		return exitConfig
	}
	switch desk.KindOf(err) {
	case desk.NotFound:
		return exitNotFound
	case desk.Blocked:
		return exitBlocked
	case desk.Locked:
		return exitLocked
	case desk.Unavailable:
		return exitUnavailable
	case desk.Broken:
		return exitDamaged
	}
	return exitProblem
}

// unconfigured reports an error that only a technician with an editor mends.
func unconfigured(err error) bool {
	if _, ok := errors.AsType[*wire.ConfigError](err); ok {
		return true
	}
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return false
	}
	switch p.What {
	case "config", "config.none", "sync.none", "sync.enrolment", "centre.url", "centre.plain":
		return true
	}
	return false
}

// codeOf is the short code of an error, to be read out on the phone.
func codeOf(err error) string {
	if c, ok := errors.AsType[*wire.ConfigError](err); ok {
		return "config." + c.Code
	}
	p, ok := errors.AsType[*desk.Problem](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case !ok:
		return "fault"
	case p.What != "":
		return p.What
	}
	return string(p.Kind)
}

// sentenceOf words an error.
func sentenceOf(err error) string {
	if c, ok := errors.AsType[*wire.ConfigError](err); ok {
		return text.ConfigFault(c.Path, c.Line, c.Code, c.Key)
	}
	if errors.Is(err, context.Canceled) {
		return text.Interrupted
	}
	return text.CommandProblem(err)
}

// worthLogging reports an error that has a cause to look for: not an answer such
// as "nobody waits".
func worthLogging(err error) bool {
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return !errors.Is(err, context.Canceled)
	}
	return p.Cause != nil || p.Kind == desk.Broken || strings.HasPrefix(p.What, "store.")
}
