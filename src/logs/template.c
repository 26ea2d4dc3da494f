#include "logs/template.h"
