#ifndef CCHARON_H
#define CCHARON_H
// All the C of the project, one header for each system library.
#include "CharonBaseFunctions.h"
#include "CharonCollector.h"
#include "CharonCoroutines.h"
#include "CharonHTTPBridge.h"
#include "CharonKernel.h"
#include "CharonLineEditor.h"
#include "CharonLuaBridge.h"
#include "CharonModules.h"
#include "CharonOutput.h"
#include "CharonSignals.h"
#include "CharonSmallMemory.h"
#include "CharonTLSBridge.h"
#endif
