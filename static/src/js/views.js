// Boards, trees and the view designer.
import "../views/board.js";
import "../views/designer.js";
import "../views/tree.js";
