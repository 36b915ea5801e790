package desk

import (
	"context"
	"slices"
	"time"
)

// An AssistChannel is where somebody was helped to do a matter themselves.
type AssistChannel string

// Channels: the terminal of the station (导办), and the citizen's own phone or
// computer (辅导网办).
const (
	AssistKiosk AssistChannel = "kiosk" // 自助终端
	AssistWeb   AssistChannel = "web"   // 政务服务网
	AssistApp   AssistChannel = "app"   // 移动端
	AssistMini  AssistChannel = "mini"  // 小程序
)

// OnlineChannels lists the channels of help with a service on the net.
func OnlineChannels() []AssistChannel { return []AssistChannel{AssistWeb, AssistApp, AssistMini} }

// Valid reports whether c is a known channel.
func (c AssistChannel) Valid() bool {
	return c == AssistKiosk || slices.Contains(OnlineChannels(), c)
}

// Service is the way of serving that a channel needs; "" for the city's web
// site, which is there for everybody.
func (c AssistChannel) Service() Service {
	switch c {
	case AssistKiosk:
		return ServeKiosk
	case AssistApp, AssistMini:
		return ServeMobile
	}
	return ""
}

// An AssistResult is what came of the help.
type AssistResult string

// Results.
const (
	AssistDone   AssistResult = "done"   // 办成
	AssistSent   AssistResult = "sent"   // 已提交，等结果
	AssistStuck  AssistResult = "stuck"  // 没办成
	AssistWindow AssistResult = "window" // 转窗口办理
)

// AssistResults lists the results in the order of a list.
func AssistResults() []AssistResult {
	return []AssistResult{AssistDone, AssistSent, AssistStuck, AssistWindow}
}

// An Assist is one time that somebody was helped to do a matter themselves, at a
// terminal or on the net. It is no case and no inquiry, names nobody, and is
// counted apart.
type Assist struct {
	ID      string        `json:"id"`
	Day     Day           `json:"day"`
	Ticket  string        `json:"ticket,omitempty"`
	Item    string        `json:"item"`
	Comm    string        `json:"comm"`
	Channel AssistChannel `json:"channel"`
	Result  AssistResult  `json:"result"`
	Minutes int           `json:"minutes"` // that it took, 1 to MostMinutes
	Staff   string        `json:"staff"`
	Window  int           `json:"window,omitempty"`
	OffPeak bool          `json:"off_peak,omitempty"` // 延
	At      time.Time     `json:"at"`
	Rev     int           `json:"rev"`
}

// MostMinutes bounds the time that help took.
const MostMinutes = 480

// An AssistOrder records help.
type AssistOrder struct {
	Item    string
	Ticket  string // visit, "" for none
	Comm    string // code, "" for that of the visit
	Channel AssistChannel
	Result  AssistResult
	Minutes int // 0 for the time since the visit began
}

// An AssistFilter narrows a list of help.
type AssistFilter struct {
	Since Day // first day, "" for the beginning
	Until Day // last day, "" for today
	Limit int // 0 for 500
}

// Assist records help with doing a matter at a terminal or on the net. A
// community that is not served by the channel is Blocked; minutes that are not
// said and cannot be had from the visit are Invalid with What "assist.minutes".
func (c *Counter) Assist(ctx context.Context, rid string, d Duty, o AssistOrder) (Assist, error) {
	switch _, known := c.guide.Item(o.Item); {
	case !known:
		return Assist{}, &Problem{Kind: NotFound, What: "item"}
	case !o.Channel.Valid():
		return Assist{}, &Problem{Kind: Invalid, What: "assist.channel"}
	case !slices.Contains(AssistResults(), o.Result):
		return Assist{}, &Problem{Kind: Invalid, What: "assist.result"}
	case o.Minutes < 0 || o.Minutes > MostMinutes:
		return Assist{}, &Problem{Kind: Invalid, What: "assist.minutes"}
	}
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		a, err := c.helped(ctx, tx, d, o)
		if err != nil {
			return Act{}, err
		}
		return Act{Kind: ActAssistGiven, Obj: "assist:" + a.ID, Assists: []Assist{a}}, nil
	})
	if err != nil {
		return Assist{}, err
	}
	if err := done.is(ActAssistGiven); err != nil {
		return Assist{}, err
	}
	return done.Act.Assists[0], nil
}

func (c *Counter) helped(ctx context.Context, tx Tx, d Duty, o AssistOrder) (Assist, error) {
	s := tx.Stamp()
	if o.Ticket != "" {
		t, err := tx.Ticket(ctx, o.Ticket)
		if err != nil {
			return Assist{}, err
		}
		if o.Comm == "" {
			o.Comm = t.Comm
		}
		if o.Minutes == 0 && t.Arrived != nil {
			o.Minutes = min(max(1, int(s.At.Sub(*t.Arrived).Round(time.Minute)/time.Minute)), MostMinutes)
		}
	}
	if o.Minutes == 0 {
		return Assist{}, &Problem{Kind: Invalid, What: "assist.minutes"}
	}
	k := c.station.Community(o.Comm)
	if o.Comm != "" && k.Code != o.Comm {
		return Assist{}, &Problem{Kind: NotFound, What: "community"}
	}
	if x := o.Channel.Service(); x != "" && !k.Serves(x) {
		return Assist{}, &Problem{Kind: Blocked, What: "service." + string(x)}
	}
	return Assist{
		ID: NewID(s.At), Day: s.Day, Ticket: o.Ticket, Item: o.Item, Comm: k.Code, Channel: o.Channel,
		Result: o.Result, Minutes: o.Minutes, Staff: d.Staff.ID, Window: d.Window,
		OffPeak: c.station.IsOffPeak(s.At), At: s.At, Rev: 1,
	}, nil
}

// Steps prints how a matter is done in a channel, with the code of its page, for
// the citizen to take along. Where the guide has no steps for it, it is NotFound
// with What "item.online".
func (c *Counter) Steps(ctx context.Context, rid string, d Duty, item string, ch AssistChannel, ticket string) (Paper, error) {
	it, ok := c.guide.Item(item)
	if !ok {
		return Paper{}, &Problem{Kind: NotFound, What: "item"}
	}
	way, ok := it.OnlineBy(ch)
	if !ok {
		return Paper{}, &Problem{Kind: NotFound, What: "item.online"}
	}
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := c.press.paper(tx, d, PaperSteps)
		if err != nil {
			return Act{}, err
		}
		p.Item, p.Ticket = it.ID, ticket
		c.press.matter(&p.Content, it)
		p.Content.Online = &way
		if way.URL != "" {
			p.Content.QR = way.URL
		}
		return Act{Kind: ActPaperIssued, Obj: "paper:" + p.No, Papers: []Paper{p}, Print: []string{p.No}}, nil
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(ActPaperIssued); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// OnlineBy returns how the matter is done in a channel.
func (it Item) OnlineBy(c AssistChannel) (Online, bool) {
	for _, o := range it.Online {
		if o.Channel == c {
			return o, true
		}
	}
	return Online{}, false
}
