package notice

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A blockKind is the kind of one block of a template's result.
type blockKind int

const (
	paraBlock  blockKind = iota
	headBlock            // level 1 title, 2 section, 3 and 6 centred, 4 to the right, 5 very large
	listBlock            //
	tableBlock           // ruled
	gridBlock            // a table with an empty header: columns without rules
	panelBlock           // a quotation: framed and kept together
	ruleBlock            //
	codeBlock            // the QR code, with a caption
)

// A block is one block of a paper before it has a place.
type block struct {
	kind   blockKind
	level  int
	text   []mark
	items  []item
	head   []cell
	rows   [][]cell
	aligns []east.Alignment
	blocks []block
	nth    int // of a codeBlock: which further code, 0 for the paper's own
}

// An item is one entry of a list.
type item struct {
	marker string
	blocks []block
}

// A cell of a table. Its code, if any, stands above its text.
type cell struct {
	text []mark
	code bool
	nth  int // which of the further codes, 0 for the paper's own
}

// codeTarget is the destination of the image that stands for the paper's code;
// with a number behind it, from 1, for one of its further codes.
const codeTarget = "qr"

// parse reads Markdown (CommonMark with the tables of GFM). Every line of the
// source is a line of the paper.
func parse(source string) []block {
	src := []byte(source)
	md := goldmark.New(goldmark.WithParser(grammar()), goldmark.WithExtensions(extension.Table))
	root := md.Parser().Parse(text.NewReader(src))
	r := reader{src}
	return r.blocks(root)
}

// grammar is the part of CommonMark that papers use. Headings by underlining,
// indented code, raw HTML blocks and link definitions are left out: they turn
// an innocent line of a form into something else.
func grammar() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
	)
}

type reader struct{ src []byte }

// blocks reads the children of a node that holds blocks.
func (r reader) blocks(parent ast.Node) []block {
	var bs []block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if b, ok := r.block(n); ok {
			bs = append(bs, b)
		}
	}
	return bs
}

func (r reader) block(n ast.Node) (block, bool) {
	switch n := n.(type) {
	case *ast.Heading:
		return block{kind: headBlock, level: n.Level, text: r.inline(n).text}, true
	case *ast.Paragraph, *ast.TextBlock:
		c := r.inline(n)
		if c.code {
			return block{kind: codeBlock, text: c.text, nth: c.nth}, true
		}
		return block{kind: paraBlock, text: c.text}, true
	case *ast.List:
		return r.list(n), true
	case *ast.Blockquote:
		return block{kind: panelBlock, blocks: r.blocks(n)}, true
	case *ast.ThematicBreak:
		return block{kind: ruleBlock}, true
	case *east.Table:
		return r.table(n), true
	}
	return block{}, false
}

func (r reader) list(n *ast.List) block {
	b := block{kind: listBlock}
	no := n.Start
	for li := n.FirstChild(); li != nil; li = li.NextSibling() {
		it := item{marker: "·", blocks: r.blocks(li)}
		if n.IsOrdered() {
			it.marker = strconv.Itoa(no) + "."
			no++
		}
		b.items = append(b.items, it)
	}
	return b
}

func (r reader) table(n *east.Table) block {
	b := block{kind: gridBlock, aligns: n.Alignments}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, r.inline(c))
		}
		for len(cells) < len(n.Alignments) {
			cells = append(cells, cell{})
		}
		cells = cells[:len(n.Alignments)]
		if _, ok := row.(*east.TableHeader); !ok {
			b.rows = append(b.rows, cells)
			continue
		}
		b.head = cells
		for _, c := range cells {
			if len(c.text) > 0 {
				b.kind = tableBlock
			}
		}
	}
	return b
}

// inline reads the running text below a node.
func (r reader) inline(parent ast.Node) cell {
	var c cell
	bold := 0
	_ = ast.Walk(parent, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if e, ok := n.(*ast.Emphasis); ok && e.Level == 2 {
			if entering {
				bold++
			} else {
				bold--
			}
			return ast.WalkContinue, nil
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			c.text = append(c.text, marks(unescape(string(n.Segment.Value(r.src))), bold > 0)...)
			if n.SoftLineBreak() || n.HardLineBreak() {
				c.text = append(c.text, mark{brk: true})
			}
		case *ast.String:
			c.text = append(c.text, marks(string(n.Value), bold > 0)...)
		case *ast.RawHTML:
			if strings.HasPrefix(string(n.Segments.Value(r.src)), "<br") {
				c.text = append(c.text, mark{brk: true})
			}
		case *ast.Image:
			if to, ok := strings.CutPrefix(string(n.Destination), codeTarget); ok {
				nth, err := strconv.Atoi(to)
				if err == nil || to == "" {
					c.code, c.nth = true, nth
				}
			}
		}
		return ast.WalkContinue, nil
	})
	c.text = settle(c.text)
	return c
}

// marks turns text into marks. The tokens of the template functions are still
// characters here; settle resolves them.
func marks(s string, bold bool) []mark {
	var ms []mark
	for _, g := range Glyphs(s) {
		ms = append(ms, mark{Glyph: g, bold: bold})
	}
	return ms
}

// settle resolves the tokens of the template functions and drops line breaks
// at the end.
func settle(in []mark) []mark {
	var out []mark
	bold := false
	for _, m := range in {
		m.bold = m.bold || bold
		if m.Text == "" {
			out = append(out, m)
			continue
		}
		rest := m
		rest.Text = ""
		for _, r := range m.Text {
			switch r {
			case boldOn, boldOff:
				bold = r == boldOn
				rest.bold = bold
			case emptyBox:
				out = append(out, mark{Glyph: Glyph{Cells: boxCells}, box: EmptyBox})
			case tickedBox:
				out = append(out, mark{Glyph: Glyph{Cells: boxCells}, box: TickedBox})
			case blankCell:
				out = append(out, mark{Glyph: Glyph{Cells: 1}, blank: true})
			default:
				if judge(r) == badRune {
					r = replacement
				}
				rest.Text += string(r)
			}
		}
		if rest.Text != "" {
			rest.Cells = Cells(rest.Text)
			out = append(out, rest)
		}
	}
	for len(out) > 0 && out[len(out)-1].brk {
		out = out[:len(out)-1]
	}
	return out
}

// boxCells is the width of a check box: a square, or "[ ]", and its gap.
const boxCells = 3
