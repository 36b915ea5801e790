package notice

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"text/template"
	syntax "text/template/parse"
	"time"
)

// names walks through the parsed templates and lists every placeholder and part
// that does not exist, in the branches that no trial paper takes as well.
func (s *set) names() []Finding {
	w := walk{known: placeholders()}
	for _, t := range s.t.Templates() {
		if t.Tree == nil || t.Root == nil {
			continue
		}
		w.tree = t.Tree
		w.list(t.Root, func(name string) bool { return s.t.Lookup(name) != nil })
	}
	if len(w.found) > 0 {
		slices.SortStableFunc(w.found, func(a, b Finding) int { return a.Line - b.Line })
		return w.found
	}
	if cost := (&weigher{t: s.t, open: map[string]bool{}, done: map[string]int{}}).of(s.t.Name()); cost > mostSteps {
		return []Finding{{Code: FindCircle}}
	}
	return nil
}

// placeholders are the names of everything that a template can reach from a
// sheet.
func placeholders() map[string]bool {
	names := map[string]bool{}
	seen := map[reflect.Type]bool{}
	var add func(reflect.Type)
	add = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumMethod() {
			names[t.Method(i).Name] = true
			if m := t.Method(i).Type; m.NumOut() > 0 && t != reflect.TypeFor[time.Time]() {
				add(m.Out(0))
			}
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				names[f.Name] = true
				add(f.Type)
			}
		}
	}
	add(reflect.TypeFor[Sheet]())
	return names
}

// A walk goes through the nodes of one template after another.
type walk struct {
	tree  *syntax.Tree
	known map[string]bool
	found []Finding
}

// position finds the line in what the parser says of a node.
var position = regexp.MustCompile(`^([a-z]+)\.md\.tmpl:(\d+)`)

func (w *walk) tell(n syntax.Node, c FindCode, what string) {
	f := Finding{Code: c, What: Clean(what, 60)}
	at, _ := w.tree.ErrorContext(n)
	if m := position.FindStringSubmatch(at); m != nil {
		f.File = m[1] + suffix
		f.Line, _ = strconv.Atoi(m[2])
	}
	w.found = append(w.found, f)
}

func (w *walk) idents(n syntax.Node, names []string) {
	for _, name := range names {
		if !w.known[name] {
			w.tell(n, FindField, name)
			return
		}
	}
}

// list visits all nodes below n.
func (w *walk) list(n syntax.Node, has func(string) bool) {
	visit(n, func(n syntax.Node) {
		switch n := n.(type) {
		case *syntax.FieldNode:
			w.idents(n, n.Ident)
		case *syntax.VariableNode:
			w.idents(n, n.Ident[1:])
		case *syntax.ChainNode:
			w.idents(n, n.Field)
		case *syntax.TemplateNode:
			if !has(n.Name) {
				w.tell(n, FindPart, n.Name)
			}
		}
	})
}

// visit calls do for n and everything below it.
func visit(n syntax.Node, do func(syntax.Node)) {
	if n == nil || reflect.ValueOf(n).IsNil() {
		return
	}
	do(n)
	each := func(list *syntax.ListNode) {
		if list != nil {
			for _, x := range list.Nodes {
				visit(x, do)
			}
		}
	}
	branch := func(b *syntax.BranchNode) {
		visit(b.Pipe, do)
		each(b.List)
		each(b.ElseList)
	}
	switch n := n.(type) {
	case *syntax.ListNode:
		each(n)
	case *syntax.ActionNode:
		visit(n.Pipe, do)
	case *syntax.PipeNode:
		for _, c := range n.Cmds {
			visit(c, do)
		}
	case *syntax.CommandNode:
		for _, a := range n.Args {
			visit(a, do)
		}
	case *syntax.ChainNode:
		visit(n.Node, do)
	case *syntax.IfNode:
		branch(&n.BranchNode)
	case *syntax.RangeNode:
		branch(&n.BranchNode)
	case *syntax.WithNode:
		branch(&n.BranchNode)
	case *syntax.TemplateNode:
		visit(n.Pipe, do)
	}
}

// mostSteps bounds how much a template may do, counted in nodes with a loop taken
// as ten turns: parts that call parts could keep the printer busy for ever without
// writing a word.
const mostSteps = 1_000_000

// A weigher counts the nodes that a template goes through.
type weigher struct {
	t    *template.Template
	open map[string]bool // being weighed: one that is met again calls itself
	done map[string]int
}

func (w *weigher) of(name string) int {
	if n, ok := w.done[name]; ok {
		return n
	}
	t := w.t.Lookup(name)
	switch {
	case w.open[name]:
		return mostSteps + 1
	case t == nil || t.Tree == nil:
		return 0
	}
	w.open[name] = true
	n := w.list(t.Root)
	delete(w.open, name)
	w.done[name] = n
	return n
}

// list weighs the nodes of a list.
func (w *weigher) list(list *syntax.ListNode) int {
	if list == nil {
		return 0
	}
	n := 0
	for _, x := range list.Nodes {
		n = min(n+w.node(x), mostSteps+1)
	}
	return n
}

// turns is what a loop is taken for.
const turns = 10

func (w *weigher) node(x syntax.Node) int {
	switch x := x.(type) {
	case *syntax.RangeNode:
		return turns*w.list(x.List) + w.list(x.ElseList) + 1
	case *syntax.IfNode:
		return w.list(x.List) + w.list(x.ElseList) + 1
	case *syntax.WithNode:
		return w.list(x.List) + w.list(x.ElseList) + 1
	case *syntax.TemplateNode:
		return w.of(x.Name) + 1
	}
	return 1
}
