package wire

import (
	"context"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Names of the posts of the print queue that every station has.
const (
	postA4     = "a4"
	postTicket = "ticket"
)

// A morePrinter is a further printer of the station, such as one in the back
// room: url for one that takes pages, address, path or port for a receipt printer.
type morePrinter struct {
	Name    string `toml:"name"`
	URL     string `toml:"url"`
	Address string `toml:"address"`
	Path    string `toml:"path"`
	Port    string `toml:"port"`
	Baud    int    `toml:"baud"`
	Width   int    `toml:"width"` // millimetres of a receipt printer: 80 or 58
	Mute    bool   `toml:"mute"`
}

// roll is the printer as a receipt printer.
func (p morePrinter) roll() ticketConfig {
	return ticketConfig{Address: p.Address, Path: p.Path, Port: p.Port, Baud: p.Baud, Width: p.Width, Mute: p.Mute}
}

// A routeConfig is a printer group: papers, by code or name, go to the first of
// its printers that can print, and on to the next ones.
type routeConfig struct {
	Papers   []string `toml:"papers"`
	Printers []string `toml:"printers"`
}

// printerFault returns the first key of the printers and their groups that
// cannot be right.
func (c *Config) printerFault() (key, code string) {
	names := append([]string{postA4, postTicket}, c.ownPosts()...)
	for _, p := range c.Printer {
		if p.Name == "" || slices.Contains(names, p.Name) {
			return "printer.name", "missing_or_twice"
		}
		names = append(names, p.Name)
		if (p.URL == "") == (p.roll().at() == "") {
			return "printer.name", "url_or_address"
		}
		if key, code := p.roll().fault(); code != "" {
			return strings.Replace(key, "devices.ticket", "printer", 1), code
		}
		if p.Baud != 0 && (p.Baud < 300 || p.Baud > 4000000) {
			return "printer.baud", "range"
		}
	}
	for _, r := range c.Route {
		for _, p := range r.Papers {
			if _, ok := paperNamed(p); !ok {
				return "route.papers", "paper"
			}
		}
		for _, p := range r.Printers {
			if !slices.Contains(names, p) {
				return "route.printers", "printer"
			}
		}
		if len(r.Papers) == 0 || len(r.Printers) == 0 {
			return "route.papers", "missing"
		}
	}
	return "", ""
}

// paperNamed finds a kind of paper by its code or its name.
func paperNamed(s string) (desk.PaperKind, bool) {
	for _, k := range notice.Kinds() {
		if s == string(k) || s == text.PaperName(k) {
			return k, true
		}
	}
	return "", false
}

// route lists the printers of a kind of paper that a window prints, in the order to
// try. Where the station file says nothing, numbers go to the receipt printer first
// and papers to the A4 printer first; either stands in for the other, further
// printers stand in last. A printer that stands at the window comes before the
// station's of its kind.
func (c *Config) route(k desk.PaperKind, window int) []string {
	posts := []string{postA4, postTicket}
	if k == desk.PaperTicket {
		slices.Reverse(posts)
	}
	for _, p := range c.Printer {
		posts = append(posts, p.Name)
	}
	posts = append(posts, c.ownPosts()...)
	for _, r := range c.Route {
		if slices.ContainsFunc(r.Papers, func(s string) bool { x, ok := paperNamed(s); return ok && x == k }) {
			posts = r.Printers
			break
		}
	}
	var route []string
	for _, p := range posts {
		for _, name := range []string{ownPost(p, window), p} {
			if c.has(name) && !slices.Contains(route, name) {
				route = append(route, name)
			}
		}
	}
	return route
}

// has reports whether there is a printer of that name.
func (c *Config) has(post string) bool {
	switch post {
	case postA4:
		return c.Devices.Printer.URL != ""
	case postTicket:
		return c.Devices.Ticket.at() != ""
	}
	return slices.ContainsFunc(c.Printer, func(p morePrinter) bool { return p.Name == post }) || slices.Contains(c.ownPosts(), post)
}

// next is the printer after that of a job in its group, "" where there is no
// other one.
func (c *Config) next(j desk.Job) string {
	route := c.route(j.Kind, j.Window)
	was := j.Printer
	if was == "" {
		was = j.Wanted
	}
	at := slices.Index(route, was)
	if at < 0 && was == "" && len(route) > 1 {
		at = 0 // it waits for the first of its group
	}
	if n := len(route); n > 0 && (n > 1 || at < 0) {
		return route[(at+1)%n]
	}
	return ""
}

// OtherPrinter is where a print goes on to: the named printer of its group, or with
// "" the next one. Without another one it is a Problem of kind NotFound.
func (d *Desk) OtherPrinter(j desk.Job, name string) (string, error) {
	if name == "" {
		name = d.Config.next(j)
	} else if !slices.Contains(d.Config.route(j.Kind, j.Window), name) {
		return "", &desk.Problem{Kind: desk.NotFound, What: "job.printer", Open: d.Config.route(j.Kind, j.Window)}
	}
	if name == "" {
		return "", &desk.Problem{Kind: desk.NotFound, What: "job.other"}
	}
	return name, nil
}

// rollWidth is the width of the paper in a receipt printer, in millimetres.
func (c *Config) rollWidth(post string) int {
	for _, p := range c.Printer {
		if p.Name == post {
			return p.Width
		}
	}
	for w, x := range c.Devices.windows() {
		if post == ownPost(postTicket, w) {
			return x.Ticket.Width
		}
	}
	return c.Devices.Ticket.Width
}

// rollWidth is that of the configuration, or of a printer put in since.
func (d *Desk) rollWidth(post string) int {
	if d.roll != nil && post == postTicket && d.roll.Load() != 0 {
		return int(d.roll.Load())
	}
	return d.Config.rollWidth(post)
}

// openMore opens the further printers. They have no lamp of their own: the
// queue says what became of each paper.
func (d *Desk) openMore(v *Devices) error {
	for _, p := range d.Config.Printer {
		x, err := d.openPost(v, p.Name, printerConfig{URL: p.URL}, p.roll())
		if err != nil {
			return err
		}
		v.more = append(v.more, printer.Post{Name: p.Name, Printer: x})
	}
	return nil
}

// openPost opens a printer under the name of its post: at once where it speaks IPP,
// so that any number of programs may ask it; else when this process owns the
// station's printers.
func (d *Desk) openPost(v *Devices, name string, a4 printerConfig, roll ticketConfig) (*printerSocket, error) {
	if a4.URL != "" {
		x, err := printer.OpenIPP(printer.IPPSettings{Name: name, URI: a4.URL}, d.Clock, d.Log)
		if err != nil {
			return nil, err
		}
		return v.socketFor(desk.FamilyPrinter, driverOf[desk.Printer]{driver: x}), nil
	}
	s := v.emptySocket(desk.FamilyTicket, name, printer.ESCPOS)
	v.later = append(v.later, s.own(func() (driverOf[desk.Printer], error) {
		x, err := printer.OpenRaw(roll.settings(name), d.Clock, d.Log)
		return driverOf[desk.Printer]{driver: x}, err
	}))
	return s, nil
}

// queue is the print queue of this process over the station's printers.
func (d *Desk) queue(v *Devices, window int, changed func(desk.Job)) (*printer.Queue, error) {
	return printer.NewQueue(d.queueSettings(v, window, changed), d.Store.PrintJobs(), d.renderJob, d.Clock, d.Log)
}

func (d *Desk) queueSettings(v *Devices, window int, changed func(desk.Job)) printer.QueueSettings {
	set := printer.QueueSettings{Owner: owner(window), Own: map[int]printer.Routes{}, Changed: changed, Every: time.Second}
	if v.Printer != nil {
		set.Posts = append(set.Posts, printer.Post{Name: postA4, Printer: v.Printer})
	}
	if v.Ticket != nil {
		set.Posts = append(set.Posts, printer.Post{Name: postTicket, Printer: v.Ticket})
	}
	set.Posts = append(set.Posts, v.more...)
	there := func(route []string) []string {
		return slices.DeleteFunc(route, func(name string) bool {
			return !slices.ContainsFunc(set.Posts, func(p printer.Post) bool { return p.Name == name })
		})
	}
	routes := func(window int) printer.Routes {
		out := printer.Routes{}
		for _, k := range notice.Kinds() {
			if r := there(d.Config.route(k, window)); len(r) > 0 {
				out[k] = r
			}
		}
		return out
	}
	set.Routes = routes(0)
	for w := range d.Config.Devices.windows() {
		set.Own[w] = routes(w)
	}
	return set
}

// renderJob lays the paper of a job out for the printer that has claimed it.
func (d *Desk) renderJob(ctx context.Context, j desk.Job, mime string) ([]byte, error) {
	p, err := d.Store.Paper(ctx, j.Paper)
	if err != nil {
		return nil, err
	}
	return d.renderFor(p, mime, d.rollWidth(j.Printer), j.Attempt)
}

// withPaper adds to the marks of the title line that a printer has no paper or
// little: the clerk knows it before anything is issued.
func withPaper(marks func() []ui.Mark, health func() []desk.Health) func() []ui.Mark {
	return func() []ui.Mark {
		list := marks()
		for _, h := range health() {
			if word := text.MarkPaper(h); word != "" {
				list = append(slices.Clip(list), ui.Mark{Word: word, Style: ui.TitleMark})
			}
		}
		return list
	}
}
