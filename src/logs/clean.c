#include "logs/clean.h"
